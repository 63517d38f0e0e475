import { Fact, Record } from '../../form/record.tsx'
import { clockTime } from '../../time/clock-time.ts'
import { useWords } from '../../words/language.tsx'
import type { Sheet } from './sheet-state.ts'

/** All that is known of an officer. */
export const OfficerRecord = ({ state: { officer, session } }: { state: Sheet }) => {
  const { language, say } = useWords()
  const since = (at: number) => clockTime(language, { at, now: performance.now(), wallNow: Date.now() })
  return (
    <Record>
      <Fact name={say('session.loginId')}>{officer.loginId}</Fact>
      <Fact name={say('session.rank')}>{officer.rank}</Fact>
      <Fact name={say('session.station')}>{officer.station}</Fact>
      <Fact name={say('credentials.mobileNumber')}>{officer.maskedNumber}</Fact>
      <Fact name={say('session.role')}>{say(`role.${officer.role}`)}</Fact>
      <Fact name={say('officer.state')}>
        {officer.intact ? say(`state.${officer.state}`) : say('state.by_hand')}
      </Fact>
      <Fact
        name={say('step.session')}
        note={session && session !== 'none' && say('officer.since', { time: since(session.startedAt) })}
      >
        {session === undefined && '…'}
        {session === 'none' && say('officer.noSession')}
        {session && session !== 'none' && (session.here ? say('sessions.here') : session.place)}
      </Fact>
    </Record>
  )
}
