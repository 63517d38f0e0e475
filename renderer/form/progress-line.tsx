import { useEffect, useState } from 'react'
import { useWords } from '../words/language.tsx'
import { countOf } from '../words/number.ts'
import styles from './progress-line.module.css'
import { Late } from './told.tsx'

/** How far long work has come. Put on the page while the work lasts; shows itself after a moment only. */
export const ProgressLine = ({ label }: { label: string }) => {
  const { say } = useWords()
  const progress = useProgress()
  return (
    <Late>
      <p className={styles.line} role="timer" aria-live="off">
        {progress
          ? say('progress', { label, done: countOf(progress.done), of: countOf(progress.of) })
          : label}
      </p>
      <progress
        className={styles.bar}
        aria-label={label}
        max={progress?.of || 1}
        {...(progress && { value: progress.done })}
      />
    </Late>
  )
}

const useProgress = () => {
  const [progress, setProgress] = useState<{ done: number; of: number }>()
  useEffect(
    () =>
      window.station.onNotice((notice) => {
        if (notice.kind === 'progress') setProgress({ done: notice.done, of: notice.of })
      }),
    [],
  )
  return progress
}
