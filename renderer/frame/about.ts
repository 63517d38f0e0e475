import type { About, Station } from '../../preload/contract.ts'
import { keepState } from '../state/kept-state.ts'
import { answerOf } from '../station.ts'

const askAgainMs = 2000

/**
 * The facts about this terminal; asked for until they are known, because its warnings must not be missed, and again when
 * the main process says that they have changed. Somebody can be enrolled where it does not hear of it: by a task, or at
 * another terminal.
 */
export const createAbout = ({ station }: { station: Pick<Station, 'about' | 'onNotice'> }) => {
  const { state, subscribe, tell } = keepState<About | undefined, About>({
    first: undefined,
    // A store that is away for a moment has nobody on it still: what is typed for the first one stays.
    reduce: (before, about) =>
      before?.empty === true && about.empty === 'unknown' ? { ...about, empty: true } : about,
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  const ask = async () => {
    clearTimeout(timer)
    asked += 1
    const turn = asked
    const answer = await answerOf(station.about())
    if (turn !== asked) return
    if (answer.ok) tell(answer.value)
    if (!answer.ok || answer.value.empty !== false) timer = setTimeout(ask, askAgainMs)
  }

  return {
    state,
    subscribe,
    /** Asks and listens; the returned function stops both. */
    start: () => {
      const deafen = station.onNotice(({ kind }) => {
        if (kind === 'about_changed') void ask()
      })
      void ask()
      return () => {
        asked = -1
        deafen()
        clearTimeout(timer)
      }
    },
  }
}
