import { type Ref, useId } from 'react'
import { useWords } from '../words/language.tsx'
import styles from './code-field.module.css'
import { codeLength } from './code-from-text.ts'

type Props = {
  value: string
  invalid: boolean
  busy: boolean
  disabled: boolean
  describedBy: string
  ref: Ref<HTMLInputElement>
  onType: (text: string) => void
  onPaste: (text: string) => void
}

/** One real input, so that paste, autofill and screen readers work; the six cells are only drawn behind it. */
export const CodeField = ({ value, invalid, busy, disabled, describedBy, ref, onType, onPaste }: Props) => {
  const { say } = useWords()
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {say('code.label')}
      </label>
      <div className={styles.boxes} data-disabled={disabled || undefined} data-invalid={invalid || undefined}>
        <div className={styles.cells} aria-hidden="true">
          {cells.map((cell) => (
            <span key={cell} data-next={cell === value.length || undefined} />
          ))}
        </div>
        <input
          ref={ref}
          id={id}
          className={styles.input}
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          spellCheck={false}
          value={value}
          readOnly={busy}
          disabled={disabled}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          onChange={(event) => onType(event.target.value)}
          onPaste={(event) => {
            event.preventDefault()
            onPaste(event.clipboardData.getData('text'))
          }}
          onDrop={(event) => {
            event.preventDefault()
            onPaste(event.dataTransfer.getData('text'))
          }}
        />
      </div>
    </div>
  )
}

const cells = Array.from({ length: codeLength }, (_, index) => index)
