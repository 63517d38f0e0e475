import type { Flag } from '../../../preload/administration.ts'
import type { Answer } from '../../../preload/contract.ts'
import { type Problem, problem } from '../../login/states.ts'

/** What is unusual and has not been seen. */
export type Flags = { unseen: readonly Flag[]; marking: boolean; problem: Problem | undefined }

export type FlagsEvent =
  | { kind: 'read'; flags: Flag[] }
  | { kind: 'seen_asked' }
  | { kind: 'seen_answered'; upTo: number; answer: Answer<'flagsSeen'>; now: number }

export const noFlags: Flags = { unseen: [], marking: false, problem: undefined }

export const flagsStep = (state: Flags, event: FlagsEvent): Flags => {
  switch (event.kind) {
    case 'read':
      return { ...state, unseen: event.flags }
    case 'seen_asked':
      return state.marking || state.unseen.length === 0
        ? state
        : { ...state, marking: true, problem: undefined }
    case 'seen_answered':
      return event.answer.ok
        ? { ...state, marking: false, unseen: state.unseen.filter(({ seq }) => seq > event.upTo) }
        : { ...state, marking: false, problem: problem(event.answer, event.now) }
  }
}

/** The newest of those that are shown: whatever comes while they are read has not been seen. */
export const newestOf = ({ unseen }: Flags): number => Math.max(...unseen.map(({ seq }) => seq))
