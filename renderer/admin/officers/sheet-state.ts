import type { OfficerLine, SessionLine } from '../../../preload/administration.ts'
import { type Failure, type Problem, problem } from '../../login/states.ts'

/** Each `…At` is a moment on the window's own clock. */
export type LiveSession = { id: string; place: string; here: boolean; startedAt: number; idleForMs: number }

export type Rescue = { code: string; expiresAt: number }

/** What is done at once, without a form. */
export type Doing = 'suspend' | 'resume' | 'unlock' | 'rescue' | 'end'

export type Told =
  | 'enrolled'
  | 'saved'
  | 'mobile_changed'
  | 'suspended'
  | 'resumed'
  | 'unlocked'
  | 'was_not_locked'
  | 'session_ended'
  | 'had_no_session'

/** The sheet of one officer. */
export type Sheet = {
  officer: OfficerLine
  /** Undefined until it is known. */
  session: LiveSession | 'none' | undefined
  doing: Doing | undefined
  /** What has just been done. */
  told: Told | undefined
  problem: Problem | undefined
  rescue: Rescue | undefined
  /** Somebody else changed him meanwhile: the sheet shows the newest. */
  overtaken: boolean
}

export type SheetEvent =
  | { kind: 'officer_read'; officer: OfficerLine }
  | { kind: 'session_read'; session: SessionLine | undefined; now: number }
  | { kind: 'begun'; what: Doing }
  | { kind: 'done'; told: Told }
  | { kind: 'rescue_made'; code: string; expiresInMs: number; now: number }
  | { kind: 'rescue_left' }
  | { kind: 'failed'; failure: Failure; now: number }
  | { kind: 'overtaken'; officer: OfficerLine }
  | { kind: 'form_opened' }

export const sheetOf = (officer: OfficerLine, told?: Told): Sheet => ({
  officer,
  session: undefined,
  doing: undefined,
  told,
  problem: undefined,
  rescue: undefined,
  overtaken: false,
})

export const sheetStep = (state: Sheet, event: SheetEvent): Sheet => {
  switch (event.kind) {
    case 'officer_read':
      return { ...state, officer: event.officer }
    case 'session_read':
      return { ...state, session: event.session ? live(event.session, event.now) : 'none' }
    case 'begun':
      return state.doing
        ? state
        : { ...state, doing: event.what, told: undefined, problem: undefined, overtaken: false }
    case 'done':
      return { ...state, doing: undefined, told: event.told, problem: undefined, overtaken: false }
    case 'rescue_made':
      return {
        ...state,
        doing: undefined,
        rescue: { code: event.code, expiresAt: event.now + event.expiresInMs },
      }
    case 'rescue_left':
      return { ...state, rescue: undefined }
    case 'failed':
      return { ...state, doing: undefined, problem: problem(event.failure, event.now) }
    case 'overtaken':
      return {
        ...state,
        officer: event.officer,
        doing: undefined,
        problem: { code: 'stale' },
        overtaken: true,
      }
    case 'form_opened':
      return { ...state, told: undefined, problem: undefined, overtaken: false }
  }
}

const live = ({ id, place, here, startedForMs, idleForMs }: SessionLine, now: number): LiveSession => ({
  id,
  place,
  here,
  startedAt: now - startedForMs,
  idleForMs,
})
