import { type RefObject, useEffect } from 'react'
import { ProblemMessage } from '../form/problem-message.tsx'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import styles from './code-entry.module.css'
import { CodeField } from './code-field.tsx'
import { CodeLife } from './code-life.tsx'
import { isOver } from './code-state.ts'
import type { CodeEntry as Entry } from './states.ts'

type Props = {
  state: Entry
  id: string
  field: RefObject<HTMLInputElement | null>
  focused?: boolean
  onType: (text: string) => void
  onPaste: (text: string) => void
}

/** Which SMS it is, the six digits, what is wrong with them and how long they still are good. */
export const CodeEntry = ({ state, id, field, focused = true, onType, onPaste }: Props) => {
  const { say } = useWords()
  const secondsLeft = useSecondsLeft(state.expiresAt)
  const over = isOver(state, performance.now())
  // Nobody asked, so nobody answered: the page says itself that the time is up.
  const problem = over && !state.over ? expired : state.problem

  useEffect(() => {
    if (focused) field.current?.focus()
  }, [field, focused])

  useEffect(() => {
    if (isAboutField(state.problem?.code)) goBackTo(field.current)
  }, [field, state.problem])

  return (
    <>
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
          invalid={isWrong(state)}
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
    </>
  )
}

/** Selected, so that typing replaces the wrong code. */
export const goBackTo = (field: HTMLInputElement | null) => {
  field?.select()
  field?.scrollIntoView({ block: 'nearest', inline: 'start' })
}

/** Whether the digits that are in the field have been refused. */
export const isWrong = (state: Entry): boolean =>
  !isOver(state, performance.now()) && isAboutField(state.problem?.code)

const expired = { code: 'otp_expired' } as const

const isAboutField = (code: string | undefined) => code === 'wrong_otp' || code === 'invalid_otp_format'
