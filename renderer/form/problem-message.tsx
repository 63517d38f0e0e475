import { useEffect, useRef } from 'react'
import type { Problem } from '../login/states.ts'
import { durationIn } from '../time/duration.ts'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import styles from './problem-message.module.css'

/** What went wrong and what to do next; `focused` where the field that had the focus can no longer be used. */
export const ProblemMessage = ({
  problem,
  id,
  focused = false,
}: {
  problem: Problem
  id: string
  focused?: boolean
}) => {
  const { say, sayCount } = useWords()
  const message = useRef<HTMLDivElement>(null)
  const { code, triesLeft, errorId } = problem

  useEffect(() => {
    // A button keeps the focus that it was given by being pressed.
    if (focused && !(document.activeElement instanceof HTMLButtonElement)) message.current?.focus()
    message.current?.scrollIntoView({ block: 'nearest' })
  }, [focused])

  return (
    <div role="alert" id={id} ref={message} tabIndex={-1} className={styles.message}>
      <p>{say(`error.${code}`)}</p>
      {triesLeft !== undefined && <p>{sayCount('error.triesLeft', triesLeft)}</p>}
      {problem.retryAt !== undefined && <Wait until={problem.retryAt} />}
      {errorId && <p className={styles.number}>{say('error.id', { id: errorId })}</p>}
    </div>
  )
}

/** Counts in silence: an alert that changes every second would never let a screen reader finish. */
const Wait = ({ until }: { until: number }) => {
  const { say } = useWords()
  const seconds = useSecondsLeft(until)
  if (seconds === 0) return <p>{say('retry.now')}</p>
  return (
    <>
      <p role="timer" aria-live="off">
        {say('retry.in', { time: durationIn(say, seconds) })}
      </p>
      {seconds > shortSeconds && <p>{say('retry.else')}</p>}
    </>
  )
}

/** Waited for sooner than anybody is found who could help. */
const shortSeconds = 60
