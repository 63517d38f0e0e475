import type { ReactNode } from 'react'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ProblemMessage } from '../form/problem-message.tsx'
import { Fact, Record } from '../form/record.tsx'
import { ScreenHeading } from '../form/screen-heading.tsx'
import type { Visit } from '../login/states.ts'
import { clockTime } from '../time/clock-time.ts'
import { durationIn } from '../time/duration.ts'
import { useSecondsLeft } from '../time/seconds-left.ts'
import { useWords } from '../words/language.tsx'

type Props = {
  state: Visit
  onLogOut: () => void
  onClose?: (() => void) | undefined
  /** What must be seen before the rest. */
  first?: ReactNode
  children?: ReactNode
}

export const SessionScreen = ({ state, onLogOut, onClose, first, children }: Props) => {
  const { language, say } = useWords()
  const { officer, problem } = state
  const secondsLeft = useSecondsLeft(state.endsAt)
  const wall = (at: number) => clockTime(language, { at, now: performance.now(), wallNow: Date.now() })

  return (
    <div className={layout.form}>
      <ScreenHeading text={say('session.heading')} focused />
      {first}
      <Record>
        <Fact name={say('session.name')}>{officer.name}</Fact>
        <Fact name={say('session.rank')}>{officer.rank}</Fact>
        <Fact name={say('session.station')}>{officer.station}</Fact>
        <Fact name={say('session.loginId')}>{officer.loginId}</Fact>
        {officer.role === 'administrator' && (
          <Fact name={say('session.role')}>{say('role.administrator')}</Fact>
        )}
        <Fact name={say('session.signedInAt')}>{wall(state.signedInAt)}</Fact>
        <Fact
          name={say('session.endsAt')}
          note={say('session.timeLeft', { time: durationIn(say, secondsLeft) })}
        >
          {wall(state.endsAt)}
        </Fact>
      </Record>
      {problem && state.idleEndsAt === undefined && <ProblemMessage problem={problem} id="session-problem" />}
      <div className={layout.actions}>
        <ActionButton label={say('session.logOut')} busy={state.leaving} onPress={onLogOut} />
        {onClose && <ActionButton rank="second" label={say('session.closeProgram')} onPress={onClose} />}
      </div>
      {children}
    </div>
  )
}
