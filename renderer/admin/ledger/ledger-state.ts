import type { LedgerEvent, LedgerLine } from '../../../preload/administration.ts'
import type { Answer } from '../../../preload/contract.ts'
import { type Problem, problem } from '../../login/states.ts'

/** `day` as a date field has it; blank is any. */
export type Filters = { subject: string; event: LedgerEvent | undefined; day: string }

/** Entries of the ledger that fit, newest first, as far back as has been asked for. */
export type Ledger = {
  filters: Filters
  /** Undefined before the first answer. */
  entries: readonly LedgerLine[] | undefined
  more: boolean
  /** Counts the questions: only the answer to the newest is taken. */
  turn: number
  asking: 'first' | 'older' | undefined
  problem: Problem | undefined
}

export type LedgerViewEvent =
  | { kind: 'filtered'; filters: Partial<Filters> }
  | { kind: 'asked'; what: 'first' | 'older' }
  | { kind: 'answered'; turn: number; answer: Answer<'ledgerPage'>; now: number }

export const noFilters: Filters = { subject: '', event: undefined, day: '' }

export const unread: Ledger = {
  filters: noFilters,
  entries: undefined,
  more: false,
  turn: 0,
  asking: undefined,
  problem: undefined,
}

export const ledgerStep = (state: Ledger, event: LedgerViewEvent): Ledger => {
  switch (event.kind) {
    case 'filtered':
      // Older entries of what was filtered before are of no use: the question for these follows.
      return {
        ...state,
        filters: { ...state.filters, ...event.filters },
        turn: state.turn + 1,
        asking: 'first',
      }
    case 'asked':
      if (event.what === 'older' && (state.asking || !state.more)) return state
      return { ...state, turn: state.turn + 1, asking: event.what }
    case 'answered':
      return event.turn === state.turn && state.asking ? answered(state, event) : state
  }
}

export const isFiltered = ({ subject, event, day }: Filters): boolean =>
  subject.trim() !== '' || event !== undefined || day !== ''

const answered = (state: Ledger, { answer, now }: Extract<LedgerViewEvent, { kind: 'answered' }>): Ledger => {
  if (!answer.ok) return { ...state, asking: undefined, problem: problem(answer, now) }
  const before = state.asking === 'older' ? (state.entries ?? []) : []
  return {
    ...state,
    entries: [...before, ...answer.value.entries],
    more: answer.value.more,
    asking: undefined,
    problem: undefined,
  }
}
