import type { VerifyCode } from '../../preload/call.ts'
import { codeFromPaste, codeFromTyping } from './code-from-text.ts'
import { type CodeEntry, codeEntry, credentials, type Event, problem, type State, visit } from './states.ts'

/** The code screen: typing, trying, sending again. */
export const onCode = (state: CodeEntry, event: Event): State => {
  switch (event.kind) {
    case 'code_typed':
      return accepts(state) ? { ...state, ...codeFromTyping(event.text, state.otp) } : state
    case 'code_pasted':
      return accepts(state) ? { ...state, ...codeFromPaste(event.text, state.otp) } : state
    case 'verify_asked':
      return mayVerify(state, event.now)
        ? { ...state, pending: { call: 'verify', otp: state.otp }, problem: undefined, hint: undefined }
        : state
    case 'verify_answered':
      return verified(state, event)
    case 'send_asked':
      return mayResend(state, event.now)
        ? {
            ...state,
            pending: { call: 'send' },
            hint: undefined,
            problem: state.over ? state.problem : undefined,
          }
        : state
    case 'send_answered':
      return resent(state, event)
    case 'delivery_answered':
      return event.challengeId === state.challengeId ? delivered(state, event) : state
    case 'details_wanted':
      // An answer on its way would land on the wrong screen.
      return state.pending ? state : credentials(state.details)
    case 'abandoned':
      return state.pending || !isOver(state, event.now) ? state : credentials()
    default:
      return state
  }
}

/** Whether **Verify OTP** would ask: never twice for one value, never for a code that is over. */
export const mayVerify = (state: CodeEntry, now: number): boolean =>
  !state.pending && !isOver(state, now) && !state.judged.includes(state.otp)

export const mayResend = (state: CodeEntry, now: number): boolean => !state.pending && state.resendAt <= now

/** Over by the main process' word, or because its life has run out while nobody was asking. */
export const isOver = (state: CodeEntry, now: number): boolean =>
  state.over || (state.expiresAt <= now && state.pending?.call !== 'verify')

const accepts = (state: CodeEntry) => !state.over && state.pending?.call !== 'verify'

const verified = (state: CodeEntry, { answer, now }: Extract<Event, { kind: 'verify_answered' }>): State => {
  if (state.pending?.call !== 'verify') return state
  if (answer.ok) return visit('confirmation', answer.value, now)
  const failure = problem(answer, now)
  const { judged, over } = verdict(answer.code)
  return {
    ...state,
    pending: undefined,
    problem: failure,
    judged: judged ? [...state.judged, state.pending.otp] : state.judged,
    over: state.over || over,
    resendAt: Math.max(state.resendAt, failure.retryAt ?? 0),
  }
}

/** `judged`: the value was compared and counts as a try. `over`: no other value can succeed either. */
const verdict = (code: VerifyCode | string): { judged: boolean; over: boolean } => {
  switch (code) {
    case 'wrong_otp':
      return { judged: true, over: false }
    case 'locked':
    case 'otp_expired':
    case 'otp_superseded':
    case 'too_many_attempts':
      return { judged: true, over: true }
    default:
      return { judged: false, over: false }
  }
}

const resent = (state: CodeEntry, { answer, now }: Extract<Event, { kind: 'send_answered' }>): State => {
  if (state.pending?.call !== 'send') return state
  if (answer.ok) return codeEntry(state.details, answer.value, now)
  const failure = problem(answer, now)
  // A refused send leaves the code that is on its way alive.
  return { ...state, pending: undefined, problem: failure, resendAt: failure.retryAt ?? state.resendAt }
}

const delivered = (
  state: CodeEntry,
  { delivery, now }: Extract<Event, { kind: 'delivery_answered' }>,
): CodeEntry =>
  delivery === 'failed'
    ? { ...state, delivery, over: true, resendAt: now, problem: { code: 'sms_failed' }, hint: undefined }
    : { ...state, delivery }
