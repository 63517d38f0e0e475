import { onCode } from './code-state.ts'
import {
  type Credentials,
  codeEntry,
  credentials,
  type Event,
  farewell,
  isBlank,
  type Problem,
  problem,
  type State,
  type Visit,
  visit,
} from './states.ts'

/** Where the window is after an event. Pure: time comes with the event, an event that does not fit changes nothing. */
export const reduce = (state: State, event: Event): State => {
  switch (state.at) {
    case 'starting':
      return event.kind === 'placed' ? placed(event.answer, event.now) : state
    case 'credentials':
      return onCredentials(state, event)
    case 'code':
      return onCode(state, event)
    case 'confirmation':
    case 'session':
      return onVisit(state, event)
  }
}

/** A reload lands here: the main process says which screen it was. */
const placed = (answer: Extract<Event, { kind: 'placed' }>['answer'], now: number): State => {
  if (!answer.ok) return { at: 'starting', problem: problem(answer, now) }
  const { session, pending } = answer.value
  if (session) return visit('session', session, now)
  if (!pending) return credentials()
  const { loginId, mobileNumber } = pending
  return codeEntry({ loginId, mobileNumber }, pending, now)
}

const onCredentials = (state: Credentials, event: Event): State => {
  switch (event.kind) {
    case 'typed':
      if (state.sending) return state
      return {
        ...state,
        details: { ...state.details, ...event.details },
        problem: afterTyping(state.problem, event.details),
        farewell: undefined,
      }
    case 'send_asked':
      // However long the wait that was answered last: only the main process knows whether it still holds.
      return state.sending ? state : { ...state, sending: true, problem: undefined, farewell: undefined }
    case 'send_answered':
      if (!state.sending) return state
      return event.answer.ok
        ? codeEntry(state.details, event.answer.value, event.now)
        : { ...state, sending: false, problem: problem(event.answer, event.now) }
    case 'abandoned':
      return state.sending || isBlank(state.details) ? state : credentials()
    case 'enrolled':
      return credentials(undefined, { reason: 'enrolled' })
    case 'set_up_over':
      // Whoever has just enrolled himself knows.
      return state.farewell ? state : { ...state, farewell: { reason: 'set_up_over' } }
    default:
      return state
  }
}

/** A message about one field stays until that field is changed, any other until something is. */
const afterTyping = (current: Problem | undefined, changed: { loginId?: string; mobileNumber?: string }) => {
  if (current?.code === 'invalid_login_id' && changed.loginId === undefined) return current
  if (current?.code === 'invalid_mobile' && changed.mobileNumber === undefined) return current
  return undefined
}

const onVisit = (state: Visit, event: Event): State => {
  switch (event.kind) {
    case 'noticed':
      return onNotice(state, event)
    case 'continued':
      return { ...state, at: 'session' }
    case 'logout_asked':
      return state.leaving ? state : { ...state, leaving: true, problem: undefined }
    case 'logout_answered':
      return event.answer.ok
        ? credentials(undefined, { reason: 'logged_out' })
        : stuck(state, event.answer, event.now)
    case 'stay_answered':
      return event.answer.ok
        ? { ...state, idleEndsAt: undefined, problem: undefined }
        : stuck(state, event.answer, event.now)
    case 'close_declined':
      return { ...state, closeAsked: false }
    case 'close_answered':
      return event.answer.ok ? state : { ...stuck(state, event.answer, event.now), closeAsked: false }
    default:
      return state
  }
}

const stuck = (state: Visit, failure: Parameters<typeof problem>[0], now: number): Visit => ({
  ...state,
  leaving: false,
  problem: problem(failure, now),
})

const onNotice = (state: Visit, { notice, now }: Extract<Event, { kind: 'noticed' }>): State => {
  switch (notice.kind) {
    case 'ended':
      return credentials(undefined, farewell(notice, now))
    case 'idle_warning':
      return { ...state, idleEndsAt: now + notice.endsInMs }
    case 'active':
      return { ...state, idleEndsAt: undefined }
    case 'close_asked':
      return { ...state, closeAsked: true }
    // Heard by those who wait for them.
    case 'progress':
    case 'about_changed':
      return state
  }
}
