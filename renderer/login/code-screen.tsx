import { type FormEvent, useId, useRef } from 'react'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import { CodeEntry, goBackTo, isWrong } from './code-entry.tsx'
import { isOver } from './code-state.ts'
import { ResendWait } from './resend-wait.tsx'
import type { CodeEntry as Entry } from './states.ts'

type Props = {
  state: Entry
  onType: (text: string) => void
  onPaste: (text: string) => void
  onVerify: () => void
  onResend: () => void
  onChangeDetails: () => void
}

export const CodeScreen = ({ state, onType, onPaste, onVerify, onResend, onChangeDetails }: Props) => {
  const { say } = useWords()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  // Renders again when the time is up.
  useSecondsLeft(state.expiresAt)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onVerify()
    if (isWrong(state)) goBackTo(field.current)
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate>
      <ScreenHeading text={say('code.heading')} />
      <CodeEntry state={state} id={id} field={field} onType={onType} onPaste={onPaste} />
      <div className={layout.actions}>
        <ActionButton
          label={say('code.verify')}
          busy={state.pending?.call === 'verify'}
          blocked={isOver(state, performance.now())}
        />
      </div>
      <div className={layout.actions}>
        <ResendWait state={state} id={`${id}-wait`} onResend={onResend} />
        <ActionButton rank="second" label={say('code.changeDetails')} onPress={onChangeDetails} />
      </div>
    </form>
  )
}
