import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { type Flags, type FlagsEvent, flagsStep, newestOf, noFlags } from './flags-state.ts'

const lookEveryMs = 10_000

/** The unseen flags, looked at again and again while they are shown. */
export const createFlags = ({ station, now }: Surroundings) => {
  const { state, subscribe, tell } = keepState<Flags, FlagsEvent>({ first: noFlags, reduce: flagsStep })
  let asked = 0

  const look = async () => {
    asked += 1
    const turn = asked
    const answer = await answerOf(station.flags())
    // One that cannot be read now is there in ten seconds still.
    if (turn === asked && answer.ok) tell({ kind: 'read', flags: answer.value })
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
    markSeen: async () => {
      if (!tell({ kind: 'seen_asked' })) return
      const upTo = newestOf(state())
      const answer = await answerOf(station.flagsSeen({ upTo }))
      tell({ kind: 'seen_answered', upTo, answer, now: now() })
      await look()
    },
  }
}
