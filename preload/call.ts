import type { z } from 'zod'

/** What can be foreseen is a value (never an exception). `retryInMs` is a duration in milliseconds. */
export type Result<Value, Code extends string = string> =
  | { ok: true; value: Value }
  | { ok: false; code: Code; retryInMs?: number; triesLeft?: number; errorId?: string }

/** What the door itself can answer, to every call. */
export type DoorCode = 'invalid_request' | 'not_allowed' | 'busy' | 'store_unavailable' | 'internal'

export type SendCode = 'invalid_login_id' | 'invalid_mobile' | 'too_many_requests' | 'locked'

export type VerifyCode =
  | 'invalid_otp_format'
  | 'wrong_otp'
  | 'locked'
  | 'otp_expired'
  | 'otp_superseded'
  | 'too_many_attempts'

export type Role = 'officer' | 'administrator'

export type Officer = { loginId: string; name: string; rank: string; station: string; role: Role }

/** An opened challenge, as the code screen shows it. Durations in milliseconds, counted from the answer. */
export type Challenge = {
  challengeId: string
  /** Two letters, also printed in the SMS: they tell which SMS belongs to this screen. */
  tag: string
  expiresInMs: number
  resendInMs: number
  /** Masked from what was typed, so that it tells nothing about the roster. */
  maskedNumber: string
}

/** Who may call: anyone at the terminal, a signed-in officer, or a signed-in administrator. */
export type Caller = 'nobody' | Role

export type Call<Input extends z.ZodType, Value, Code extends string> = {
  input: Input
  caller: Caller
  /** Carries the output's type and the codes; it has no value. */
  answers?: Result<Value, Code | DoorCode>
}

export const call =
  <Value, Code extends string = never>(caller: Caller) =>
  <Input extends z.ZodType>(input: Input): Call<Input, Value, Code> => ({ caller, input })
