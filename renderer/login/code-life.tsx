import layout from '../form/layout.module.css'
import { announcedSeconds, durationIn } from '../time/duration.ts'
import { useWords } from '../words/language.tsx'

/** Counts the code's life: each second for the eye, four times for the ear. */
export const CodeLife = ({ secondsLeft }: { secondsLeft: number }) => {
  const { say, sayCount } = useWords()
  const announced = announcedSeconds(secondsLeft)
  return (
    <>
      {secondsLeft > 0 && (
        <p role="timer" aria-live="off">
          {say('code.life', { time: durationIn(say, secondsLeft) })}
        </p>
      )}
      <p aria-live="polite" className={layout.hidden}>
        {announced !== undefined && announced > 0 && sayCount('code.announce', announced)}
      </p>
    </>
  )
}
