import type { SessionLine } from '../../../preload/administration.ts'
import type { Answer } from '../../../preload/contract.ts'
import { type Failure, type Problem, problem } from '../../login/states.ts'

/** A live session; each `…At` is a moment on the window's own clock. */
export type Live = {
  id: string
  loginId: string
  place: string
  here: boolean
  startedAt: number
  idleForMs: number
  endsAt: number
}

export type Sessions = {
  /** Undefined before the first answer. */
  live: readonly Live[] | undefined
  more: boolean
  /** Which session is being ended. */
  ending: string | undefined
  told: { what: 'ended' | 'was_over'; loginId: string } | undefined
  problem: Problem | undefined
  /** The problem is that they could not be read: it is over when they can. */
  unread: boolean
}

export type SessionsEvent =
  | { kind: 'read'; sessions: SessionLine[]; more: boolean; now: number }
  | { kind: 'end_asked'; id: string }
  | { kind: 'end_answered'; answer: Answer<'endSession'>; now: number }
  | { kind: 'failed'; failure: Failure; now: number }

export const noSessions: Sessions = {
  live: undefined,
  more: false,
  ending: undefined,
  told: undefined,
  problem: undefined,
  unread: false,
}

export const sessionsStep = (state: Sessions, event: SessionsEvent): Sessions => {
  switch (event.kind) {
    case 'read':
      return {
        ...state,
        live: event.sessions.map((each) => live(each, event.now)),
        more: event.more,
        problem: state.unread ? undefined : state.problem,
        unread: false,
      }
    case 'end_asked':
      return state.ending
        ? state
        : { ...state, ending: event.id, told: undefined, problem: undefined, unread: false }
    case 'end_answered':
      return ended(state, event)
    case 'failed':
      return { ...state, problem: problem(event.failure, event.now), unread: true }
  }
}

const ended = (
  state: Sessions,
  { answer, now }: Extract<SessionsEvent, { kind: 'end_answered' }>,
): Sessions => {
  const session = state.live?.find(({ id }) => id === state.ending)
  if (!answer.ok) return { ...state, ending: undefined, problem: problem(answer, now) }
  return {
    ...state,
    ending: undefined,
    live: state.live?.filter(({ id }) => id !== state.ending),
    told: session && { what: answer.value ? 'ended' : 'was_over', loginId: session.loginId },
  }
}

const live = ({ id, loginId, place, here, ...times }: SessionLine, now: number): Live => ({
  id,
  loginId,
  place,
  here,
  startedAt: now - times.startedForMs,
  idleForMs: times.idleForMs,
  endsAt: now + times.expiresInMs,
})
