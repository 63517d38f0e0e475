import { ActionButton } from '../form/action-button.tsx'
import { durationIn } from '../time/duration.ts'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import styles from './resend-wait.module.css'
import type { CodeEntry } from './states.ts'

/** **Resend OTP** and, until it can be pressed, how long that takes. */
export const ResendWait = ({
  state,
  id,
  onResend,
}: {
  state: CodeEntry
  id: string
  onResend: () => void
}) => {
  const { say } = useWords()
  const seconds = useSecondsLeft(state.resendAt)
  // A message that counts the same wait is on the screen already.
  const told = state.problem?.retryAt !== undefined
  return (
    <>
      <ActionButton
        rank="second"
        label={say('code.resend')}
        busy={state.pending?.call === 'send'}
        blocked={seconds > 0}
        describedBy={id}
        onPress={onResend}
      />
      {seconds > 0 && !told && (
        <p id={id} className={styles.wait}>
          {say('code.resendWait', { time: durationIn(say, seconds) })}
        </p>
      )}
    </>
  )
}
