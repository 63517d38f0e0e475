import type { SessionLine } from '../../../preload/administration.ts'
import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { noSessions, type Sessions, type SessionsEvent, sessionsStep } from './sessions-state.ts'

const lookEveryMs = 10_000

/** Who is signed in now, looked at again and again while it is shown. */
export const createSessionList = ({ station, now }: Surroundings) => {
  const { state, subscribe, tell } = keepState<Sessions, SessionsEvent>({
    first: noSessions,
    reduce: sessionsStep,
  })
  let pages = 1
  let asked = 0

  /** Reads as many pages as are shown; an answer that has been overtaken is thrown away. */
  const look = async () => {
    asked += 1
    const turn = asked
    const sessions: SessionLine[] = []
    let more = true
    for (let page = 0; page < pages && more; page += 1) {
      const answer = await answerOf(station.liveSessions({ after: sessions.at(-1)?.id ?? '' }))
      if (turn !== asked) return
      if (!answer.ok) return void tell({ kind: 'failed', failure: answer, now: now() })
      sessions.push(...answer.value.sessions)
      more = answer.value.more && answer.value.sessions.length > 0
    }
    tell({ kind: 'read', sessions, more, now: now() })
  }

  return {
    state,
    subscribe,
    start: () => {
      void look()
      const timer = setInterval(look, lookEveryMs)
      return () => {
        asked += 1
        clearInterval(timer)
      }
    },
    more: () => {
      pages += 1
      return look()
    },
    end: async (id: string) => {
      if (!tell({ kind: 'end_asked', id })) return
      // What is on its way may still tell of it.
      asked += 1
      tell({ kind: 'end_answered', answer: await answerOf(station.endSession({ id })), now: now() })
      await look()
    },
  }
}
