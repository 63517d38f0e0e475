import type { Challenge, Officer } from '../../preload/call.ts'
import type { Answer, Delivery, EndReason, ErrorCode, Notice, Session } from '../../preload/contract.ts'
import type { NotTaken } from './code-from-text.ts'

/** Every `…At` here is a moment on the window's own clock (`performance.now()`), never wall time. */
export type State = Starting | Credentials | CodeEntry | Visit

export type Starting = { at: 'starting'; problem: Problem | undefined }

export type Credentials = {
  at: 'credentials'
  details: Details
  sending: boolean
  problem: Problem | undefined
  /** Why the officer is here again. */
  farewell: Farewell | undefined
}

export type CodeEntry = {
  at: 'code'
  details: Details
  challengeId: string
  tag: string
  maskedNumber: string
  expiresAt: number
  resendAt: number
  delivery: Delivery
  /** Six ASCII digits at most. */
  otp: string
  pending: { call: 'verify'; otp: string } | { call: 'send' } | undefined
  /** Values that this challenge has judged: asking again would spend a try for nothing. */
  judged: readonly string[]
  /** No try on this challenge can succeed any more. */
  over: boolean
  problem: Problem | undefined
  hint: NotTaken | undefined
}

/** A signed-in officer: first the short confirmation, then the session screen. */
export type Visit = {
  at: 'confirmation' | 'session'
  officer: Officer
  signedInAt: number
  endsAt: number
  leaving: boolean
  idleEndsAt: number | undefined
  closeAsked: boolean
  problem: Problem | undefined
}

export type Details = { loginId: string; mobileNumber: string }
export type Farewell = {
  reason: EndReason | 'logged_out' | 'enrolled' | 'set_up_over'
  /** At which other terminal the session was ended, and when. */
  elsewhere?: { place: string; at: number }
}
export type ProblemCode = ErrorCode | 'sms_failed'
export type Problem = { code: ProblemCode; triesLeft?: number; retryAt?: number; errorId?: string }

type Timed = { now: number }
export type Event =
  | ({ kind: 'placed'; answer: Answer<'session'> } & Timed)
  | ({ kind: 'noticed'; notice: Notice } & Timed)
  | { kind: 'typed'; details: Partial<Details> }
  | ({ kind: 'send_asked' } & Timed)
  | ({ kind: 'send_answered'; answer: Answer<'sendOtp'> } & Timed)
  | ({ kind: 'delivery_answered'; challengeId: string; delivery: Delivery } & Timed)
  | { kind: 'code_typed'; text: string }
  | { kind: 'code_pasted'; text: string }
  | ({ kind: 'verify_asked' } & Timed)
  | ({ kind: 'verify_answered'; answer: Answer<'verifyOtp'> } & Timed)
  | { kind: 'details_wanted' }
  | ({ kind: 'abandoned' } & Timed)
  | { kind: 'enrolled' }
  | { kind: 'set_up_over' }
  | { kind: 'continued' }
  | { kind: 'logout_asked' }
  | ({ kind: 'logout_answered'; answer: Answer<'logout'> } & Timed)
  | ({ kind: 'stay_answered'; answer: Answer<'stay'> } & Timed)
  | { kind: 'close_declined' }
  | ({ kind: 'close_answered'; answer: Answer<'closeWindow'> } & Timed)

export const starting: Starting = { at: 'starting', problem: undefined }

const blank: Details = { loginId: '', mobileNumber: '' }

export const isBlank = ({ loginId, mobileNumber }: Details): boolean => loginId === '' && mobileNumber === ''

/** The first screen; without `details` it holds nothing of whoever was here before. */
export const credentials = (details: Details = blank, farewell?: Farewell): Credentials => ({
  at: 'credentials',
  details,
  sending: false,
  problem: undefined,
  farewell,
})

export const codeEntry = (details: Details, challenge: Challenge, now: number): CodeEntry => ({
  at: 'code',
  details,
  challengeId: challenge.challengeId,
  tag: challenge.tag,
  maskedNumber: challenge.maskedNumber,
  expiresAt: now + challenge.expiresInMs,
  resendAt: now + challenge.resendInMs,
  delivery: 'sending',
  otp: '',
  pending: undefined,
  judged: [],
  over: false,
  problem: undefined,
  hint: undefined,
})

export const visit = (at: Visit['at'], session: Session, now: number): Visit => ({
  at,
  officer: session.officer,
  signedInAt: now - session.signedInForMs,
  endsAt: now + session.expiresInMs,
  leaving: false,
  idleEndsAt: undefined,
  closeAsked: false,
  problem: undefined,
})

export const farewell = ({ reason, elsewhere }: Ended, now: number): Farewell => ({
  reason,
  ...(elsewhere && { elsewhere: { place: elsewhere.place, at: now - elsewhere.agoMs } }),
})

type Ended = Extract<Notice, { kind: 'ended' }>

export type Failure = { code: ErrorCode; retryInMs?: number; triesLeft?: number; errorId?: string }

export const problem = ({ code, retryInMs, triesLeft, errorId }: Failure, now: number): Problem => ({
  code,
  ...(triesLeft !== undefined && { triesLeft }),
  ...(errorId !== undefined && { errorId }),
  ...(retryInMs !== undefined && { retryAt: now + retryInMs }),
})
