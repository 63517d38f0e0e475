import { type ComponentProps, useEffect, useId, useRef } from 'react'
import type { Problem } from '../login/states.ts'
import { ProblemMessage } from './problem-message.tsx'
import styles from './text-field.module.css'

type Props = {
  label: string
  hint?: string
  value: string
  problem?: Problem | undefined
  focused?: boolean
  describedBy?: string | undefined
  /** Something about the value, under the field. */
  note?: string | undefined
  onType: (value: string) => void
} & Pick<ComponentProps<'input'>, 'inputMode' | 'autoComplete' | 'autoCapitalize' | 'readOnly'>

/** A labelled line of a form. Takes the focus when it is wrong. */
export const TextField = ({
  label,
  hint,
  value,
  problem,
  focused = false,
  describedBy,
  note,
  onType,
  ...input
}: Props) => {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (focused) field.current?.focus()
  }, [focused])
  useEffect(() => {
    if (problem) field.current?.focus()
  }, [problem])

  const descriptions = [
    problem && `${id}-problem`,
    hint && `${id}-hint`,
    note && `${id}-note`,
    describedBy,
  ].filter(Boolean)
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problem && <ProblemMessage problem={problem} id={`${id}-problem`} />}
      <input
        autoCapitalize="none"
        {...input}
        ref={field}
        id={id}
        className={styles.input}
        type="text"
        value={value}
        spellCheck={false}
        autoCorrect="off"
        aria-invalid={problem ? true : undefined}
        aria-describedby={descriptions.join(' ') || undefined}
        onChange={(event) => onType(event.target.value)}
      />
      {note && (
        <p id={`${id}-note`} className={styles.note}>
          {note}
        </p>
      )}
    </div>
  )
}
