import { GatewaysPanel } from '../admin/gateways-panel.tsx'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ProblemMessage } from '../form/problem-message.tsx'
import { ScreenHeading } from '../form/screen-heading.tsx'
import type { Visit } from '../login/states.ts'
import { clockTime } from '../time/clock-time.ts'
import { durationIn } from '../time/duration.ts'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'
import styles from './session-screen.module.css'

export const SessionScreen = ({ state, onLogOut }: { state: Visit; onLogOut: () => void }) => {
  const { language, say } = useWords()
  const { officer, problem } = state
  const secondsLeft = useSecondsLeft(state.endsAt)
  const wall = (at: number) => clockTime(language, { at, now: performance.now(), wallNow: Date.now() })

  return (
    <div className={layout.form}>
      <ScreenHeading text={say('session.heading')} focused />
      <dl className={styles.record}>
        <Row name={say('session.name')} value={officer.name} />
        <Row name={say('session.rank')} value={officer.rank} />
        <Row name={say('session.station')} value={officer.station} />
        <Row name={say('session.loginId')} value={officer.loginId} />
        {officer.role === 'administrator' && (
          <Row name={say('session.role')} value={say('session.administrator')} />
        )}
        <Row name={say('session.signedInAt')} value={wall(state.signedInAt)} />
        <Row
          name={say('session.endsAt')}
          value={wall(state.endsAt)}
          note={say('session.timeLeft', { time: durationIn(say, secondsLeft) })}
        />
      </dl>
      {problem && state.idleEndsAt === undefined && <ProblemMessage problem={problem} id="session-problem" />}
      <div className={layout.actions}>
        <ActionButton label={say('session.logOut')} busy={state.leaving} onPress={onLogOut} />
      </div>
      {officer.role === 'administrator' && <GatewaysPanel />}
    </div>
  )
}

const Row = ({ name, value, note }: { name: string; value: string; note?: string }) => (
  <div className={styles.row}>
    <dt>{name}</dt>
    <dd>
      {value}
      {note && <span className={styles.note}>{note}</span>}
    </dd>
  </div>
)
