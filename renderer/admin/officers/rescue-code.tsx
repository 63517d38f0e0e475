import type { OfficerLine } from '../../../preload/administration.ts'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { durationIn } from '../../time/duration.ts'
import { useSecondsLeft } from '../../time/seconds-left.ts'
import { useWords } from '../../words/language.tsx'
import styles from './rescue-code.module.css'
import type { Rescue } from './sheet-state.ts'

/** The code that stands in for an SMS, shown this once. */
export const RescueCode = ({
  officer,
  rescue,
  onLeave,
}: {
  officer: OfficerLine
  rescue: Rescue
  onLeave: () => void
}) => {
  const { say } = useWords()
  const seconds = useSecondsLeft(rescue.expiresAt)
  return (
    <div className={layout.form}>
      <ScreenHeading text={say('rescue.heading', { name: officer.name })} focused />
      {seconds > 0 ? (
        <>
          <p className={styles.code}>{inThrees(rescue.code)}</p>
          <p role="timer" aria-live="off" className={styles.life}>
            {say('code.life', { time: durationIn(say, seconds) })}
          </p>
          <p>{say('rescue.how', { loginId: officer.loginId })}</p>
          <p>{say('rescue.once')}</p>
        </>
      ) : (
        <p role="alert">{say('rescue.over')}</p>
      )}
      <div className={layout.actions}>
        <ActionButton label={say('rescue.leave')} onPress={onLeave} />
      </div>
    </div>
  )
}

/** As it is read out, and as the code field shows it. */
const inThrees = (code: string) => code.replace(/(\d{3})(?=\d)/g, '$1 ')
