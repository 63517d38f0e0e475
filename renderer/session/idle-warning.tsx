import { ActionButton } from '../form/action-button.tsx'
import { Modal } from '../form/modal.tsx'
import { ProblemMessage } from '../form/problem-message.tsx'
import type { Problem } from '../login/states.ts'
import { durationIn } from '../time/duration.ts'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import styles from './idle-warning.module.css'

type Props = { endsAt: number; problem: Problem | undefined; onStay: () => void }

/** The last minute of a session that nobody uses. */
export const IdleWarning = ({ endsAt, problem, onStay }: Props) => {
  const { say } = useWords()
  const seconds = useSecondsLeft(endsAt)
  return (
    <Modal heading={say('idle.heading')} text={say('idle.text')} onCancel={onStay}>
      <p role="timer" aria-live="off" className={styles.time}>
        {durationIn(say, seconds)}
      </p>
      {problem && <ProblemMessage problem={problem} id="idle-problem" />}
      <ActionButton label={say('idle.stay')} onPress={onStay} />
    </Modal>
  )
}
