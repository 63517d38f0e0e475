import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { localDay } from '../../time/wall-time.ts'
import { type Filters, type Ledger, type LedgerViewEvent, ledgerStep, unread } from './ledger-state.ts'

/** Long enough for the next key of a login ID, too short to be noticed. */
const pauseMs = 150

/** The ledger page by page; the newest question wins. */
export const createLedgerView = ({ station, now }: Surroundings) => {
  const { state, subscribe, tell } = keepState<Ledger, LedgerViewEvent>({ first: unread, reduce: ledgerStep })
  let timer: ReturnType<typeof setTimeout> | undefined

  const ask = async (what: 'first' | 'older') => {
    // Only a question that is asked stands in for the one that waits for its pause.
    if (!tell({ kind: 'asked', what })) return
    clearTimeout(timer)
    const { filters, entries, turn } = state()
    const before = what === 'older' ? entries?.at(-1)?.seq : undefined
    const answer = await answerOf(station.ledgerPage({ ...asked(filters), ...(before && { before }) }))
    tell({ kind: 'answered', turn, answer, now: now() })
  }
  const look = () => ask('first')

  return {
    state,
    subscribe,
    look,
    older: () => ask('older'),
    filter: (filters: Partial<Filters>) => {
      tell({ kind: 'filtered', filters })
      clearTimeout(timer)
      timer = setTimeout(look, pauseMs)
    },
  }
}

const asked = ({ subject, event, day }: Filters) => {
  const whom = subject.trim().toLowerCase()
  const dayOf = localDay(day)
  return { ...(whom && { subject: whom }), ...(event && { event }), ...(dayOf && { day: dayOf }) }
}
