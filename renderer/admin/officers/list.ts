import type { OfficerLine } from '../../../preload/administration.ts'
import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { emptyList, type OfficerList, type OfficerListEvent, officerListStep } from './list-state.ts'

/** Long enough for the next key, too short to be noticed. */
const pauseMs = 150

/** The search: asks a moment after the last key, and the newest answer wins. */
export const createOfficerList = ({ station, now }: Surroundings) => {
  const { state, subscribe, tell } = keepState<OfficerList, OfficerListEvent>({
    first: emptyList,
    reduce: officerListStep,
  })
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = async (what: 'first' | 'more') => {
    // Only a question that is asked stands in for the one that waits for its pause.
    if (!tell({ kind: 'asked', what })) return
    clearTimeout(timer)
    const { text, officers, turn } = state()
    const after = what === 'more' ? (officers?.at(-1)?.loginId ?? '') : ''
    const answer = await answerOf(station.findOfficers({ text: text.trim(), after }))
    tell({ kind: 'answered', turn, answer, now: now() })
  }
  const look = () => ask('first')

  return {
    state,
    subscribe,
    /** Asks anew, as when something may have changed. */
    look,
    more: () => ask('more'),
    put: (officer: OfficerLine) => void tell({ kind: 'changed', officer }),
    type: (text: string) => {
      if (!tell({ kind: 'typed', text })) return
      clearTimeout(timer)
      timer = setTimeout(look, pauseMs)
    },
  }
}
