import { useEffect, useState } from 'react'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { Question } from '../../form/question.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { Cell, More, RowHead, Table } from '../../form/table.tsx'
import { Late, Nothing, Told } from '../../form/told.tsx'
import { useRoom } from '../../state/use-kept.ts'
import { clockTime } from '../../time/clock-time.ts'
import { durationIn } from '../../time/duration.ts'
import { secondsUntil } from '../../time/seconds-left.ts'
import { useWords } from '../../words/language.tsx'
import { createSessionList } from './sessions.ts'
import type { Live } from './sessions-state.ts'

/** Who is signed in, where, and for how long. */
export const SessionsScreen = () => {
  const { say } = useWords()
  const { state, room } = useRoom(createSessionList)
  const [asked, setAsked] = useState<Live>()
  const { live, more, ending, told, problem } = state
  useEffect(() => room.start(), [room])

  const end = (session: Live) => {
    setAsked(undefined)
    void room.end(session.id)
  }

  return (
    <div className={layout.form}>
      <ScreenHeading text={say('sessions.heading')} focused />
      {problem && <ProblemMessage problem={problem} id="sessions-problem" />}
      <Told>{told && say(`sessionsTold.${told.what}`, { loginId: told.loginId })}</Told>
      {!live && !problem && (
        <Late>
          <Nothing>{say('looking')}</Nothing>
        </Late>
      )}
      {live?.length === 0 && <Nothing>{say('sessions.none')}</Nothing>}
      {live && live.length > 0 && <SessionTable live={live} ending={ending} onEnd={setAsked} />}
      {more && (
        <div className={layout.actions}>
          <ActionButton rank="second" label={say('sessions.more')} onPress={room.more} />
        </div>
      )}
      {asked && (
        <Question
          heading={say('endQuestion.heading', { name: asked.loginId })}
          text={asked.here ? say('endQuestion.here') : say('endQuestion.text')}
          yes={say('sessions.end')}
          onYes={() => end(asked)}
          onNo={() => setAsked(undefined)}
        />
      )}
    </div>
  )
}

const SessionTable = ({
  live,
  ending,
  onEnd,
}: {
  live: readonly Live[]
  ending: string | undefined
  onEnd: (session: Live) => void
}) => {
  const { language, say } = useWords()
  const heads = (['officer', 'terminal', 'since', 'idle', 'endsIn', 'do'] as const).map((head) =>
    say(`sessions.${head}`),
  )
  const [, terminal = '', since = '', idle = '', endsIn = '', act = ''] = heads
  const now = performance.now()
  return (
    <Table label={say('sessions.heading')} heads={heads}>
      {live.map((session) => (
        <tr key={session.id}>
          <RowHead>{session.loginId}</RowHead>
          <Cell head={terminal} kind="long">
            {session.place}
            {session.here && <More>{say('sessions.here')}</More>}
          </Cell>
          <Cell head={since}>{clockTime(language, { at: session.startedAt, now, wallNow: Date.now() })}</Cell>
          <Cell head={idle}>{inMinutes(say, Math.floor(session.idleForMs / 60_000) * 60)}</Cell>
          <Cell head={endsIn}>{inMinutes(say, Math.ceil(secondsUntil(session.endsAt, now) / 60) * 60)}</Cell>
          <Cell head={act} kind="whole">
            <ActionButton
              rank="second"
              label={say('sessions.end')}
              busy={ending === session.id}
              onPress={() => onEnd(session)}
            />
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

/** To the minute: what is looked at every ten seconds should not pretend to more. */
const inMinutes = (say: Parameters<typeof durationIn>[0], seconds: number) =>
  seconds < 60 ? say('time.underMinute') : durationIn(say, seconds)
