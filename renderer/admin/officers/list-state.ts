import type { OfficerLine } from '../../../preload/administration.ts'
import type { Answer } from '../../../preload/contract.ts'
import { type Problem, problem } from '../../login/states.ts'

/** Officers that fit what was typed, in the order of login IDs, as far as they have been asked for. */
export type OfficerList = {
  text: string
  /** Undefined before the first answer. */
  officers: readonly OfficerLine[] | undefined
  more: boolean
  /** Counts the questions: only the answer to the newest is taken. */
  turn: number
  /** What the newest question asks for, until it is answered. */
  asking: 'first' | 'more' | undefined
  problem: Problem | undefined
}

export type OfficerListEvent =
  | { kind: 'typed'; text: string }
  | { kind: 'asked'; what: 'first' | 'more' }
  /** He has been changed on his sheet. */
  | { kind: 'changed'; officer: OfficerLine }
  | { kind: 'answered'; turn: number; answer: Answer<'findOfficers'>; now: number }

export const emptyList: OfficerList = {
  text: '',
  officers: undefined,
  more: false,
  turn: 0,
  asking: undefined,
  problem: undefined,
}

export const officerListStep = (state: OfficerList, event: OfficerListEvent): OfficerList => {
  switch (event.kind) {
    case 'typed':
      // Nothing of what is on its way is about this text, and more of the old list is of no use: the question follows.
      return event.text === state.text
        ? state
        : { ...state, text: event.text, turn: state.turn + 1, asking: 'first' }
    case 'asked':
      if (event.what === 'more' && (state.asking || !state.more)) return state
      return { ...state, turn: state.turn + 1, asking: event.what }
    case 'changed':
      return state.officers
        ? { ...state, officers: state.officers.map((each) => sameOfficer(each, event.officer)) }
        : state
    case 'answered':
      return event.turn === state.turn && state.asking ? answered(state, event) : state
  }
}

const sameOfficer = (shown: OfficerLine, changed: OfficerLine) =>
  shown.loginId === changed.loginId ? changed : shown

const answered = (
  state: OfficerList,
  { answer, now }: Extract<OfficerListEvent, { kind: 'answered' }>,
): OfficerList => {
  if (!answer.ok) return { ...state, asking: undefined, problem: problem(answer, now) }
  const { officers, more } = answer.value
  const before = state.asking === 'more' ? (state.officers ?? []) : []
  return { ...state, officers: [...before, ...officers], more, asking: undefined, problem: undefined }
}
