import { type FormEvent, useEffect, useId, useRef } from 'react'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ProblemMessage } from '../form/problem-message.tsx'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import { CodeField } from './code-field.tsx'
import { CodeLife } from './code-life.tsx'
import styles from './code-screen.module.css'
import { isOver } from './code-state.ts'
import { ResendWait } from './resend-wait.tsx'
import type { CodeEntry } from './states.ts'

type Props = {
  state: CodeEntry
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
  const secondsLeft = useSecondsLeft(state.expiresAt)
  const over = isOver(state, performance.now())
  // Nobody asked, so nobody answered: the page says itself that the time is up.
  const problem = over && !state.over ? expired : state.problem
  const wrong = !over && isAboutField(problem?.code)

  useEffect(() => field.current?.focus(), [])

  useEffect(() => {
    if (isAboutField(state.problem?.code)) goBackTo(field.current)
  }, [state.problem])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onVerify()
    if (wrong) goBackTo(field.current)
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate>
      <ScreenHeading text={say('code.heading')} />
      <div className={styles.belongs}>
        <span className={styles.stamp} aria-hidden="true">
          {state.tag}
        </span>
        <div>
          <p>{say('code.tag', { tag: state.tag })}</p>
          <p className={styles.quiet}>{say('code.number', { number: state.maskedNumber })}</p>
        </div>
      </div>
      {problem && <ProblemMessage problem={problem} id={`${id}-problem`} focused={over} />}
      <div className={styles.entry}>
        <CodeField
          ref={field}
          value={state.otp}
          invalid={wrong}
          busy={state.pending?.call === 'verify'}
          disabled={over}
          describedBy={`${id}-problem ${id}-hint`}
          onType={onType}
          onPaste={onPaste}
        />
        <p id={`${id}-hint`} aria-live="polite" className={styles.hint}>
          {state.hint && say(`hint.${state.hint}`)}
        </p>
        <div className={styles.progress}>
          {!over && <CodeLife secondsLeft={secondsLeft} />}
          <p role="status" className={styles.quiet}>
            {!over && state.delivery !== 'failed' && say(`delivery.${state.delivery}`)}
          </p>
        </div>
      </div>
      <div className={layout.actions}>
        <ActionButton label={say('code.verify')} busy={state.pending?.call === 'verify'} blocked={over} />
      </div>
      <div className={layout.actions}>
        <ResendWait state={state} id={`${id}-wait`} onResend={onResend} />
        <ActionButton rank="second" label={say('code.changeDetails')} onPress={onChangeDetails} />
      </div>
    </form>
  )
}

const expired = { code: 'otp_expired' } as const

/** Selected, so that typing replaces the wrong code. */
const goBackTo = (field: HTMLInputElement | null) => {
  field?.select()
  field?.scrollIntoView({ block: 'nearest', inline: 'start' })
}

const isAboutField = (code: string | undefined) => code === 'wrong_otp' || code === 'invalid_otp_format'
