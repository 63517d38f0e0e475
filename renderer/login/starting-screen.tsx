import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ProblemMessage } from '../form/problem-message.tsx'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { useWords } from '../words/language.tsx'
import styles from './starting-screen.module.css'
import type { Starting } from './states.ts'

/** Until the main process has said which screen it is; stays invisible for the moment that this usually takes. */
export const StartingScreen = ({ state, onRetry }: { state: Starting; onRetry: () => void }) => {
  const { say } = useWords()
  return (
    <div className={state.problem ? layout.form : styles.waiting}>
      <ScreenHeading text={say('starting.heading')} />
      {state.problem && (
        <>
          <ProblemMessage problem={state.problem} id="starting-problem" />
          <div className={layout.actions}>
            <ActionButton label={say('starting.retry')} onPress={onRetry} />
          </div>
        </>
      )}
    </div>
  )
}
