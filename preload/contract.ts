import { z } from 'zod'
import { type AdministrationCode, administration } from './administration.ts'
import {
  type Call,
  type Challenge,
  call,
  type DoorCode,
  type Officer,
  type SendCode,
  type VerifyCode,
} from './call.ts'
import type { Channel } from './channels.ts'

export type ErrorCode = DoorCode | SendCode | VerifyCode | AdministrationCode

/** The live session of this terminal. Durations in milliseconds, counted from the answer. */
export type Session = { officer: Officer; signedInForMs: number; expiresInMs: number }

/** `pending` is the challenge that the code screen shows, with what the officer typed to get it. */
export type Place = { session?: Session; pending?: Challenge & { loginId: string; mobileNumber: string } }

export type Delivery = 'sending' | 'handed_over' | 'may_still_arrive' | 'failed'

/** Why a gateway did not take a message. What each means for IT stands in docs/sms.md. */
export type SmsReason =
  | 'credentials'
  | 'too_fast'
  | 'number'
  | 'opted_out'
  | 'not_allowed'
  | 'sender_or_template'
  | 'quota'
  | 'text'
  | 'network'
  | 'unknown'

/** How a gateway is doing since the program started. Times in milliseconds. */
export type GatewayState = {
  name: string
  restsForMs: number
  accepted: number
  refused: number
  unknown: number
  lastReason?: SmsReason
  /** Of the newest deliveries that the provider told of. */
  medianDeliveryMs?: number
}

/** Why a session ended without the officer asking for it. */
export type EndReason = 'idle' | 'expired' | 'elsewhere' | 'suspended' | 'changed' | 'administrator'

/** At which other terminal something was done, and how long ago in milliseconds. */
export type Elsewhere = { place: string; agoMs: number }

/** What the main process tells the window unasked. Durations in milliseconds. */
export type Notice =
  | { kind: 'idle_warning'; endsInMs: number }
  | { kind: 'active' }
  | { kind: 'ended'; reason: EndReason; elsewhere?: Elsewhere }
  | { kind: 'close_asked' }
  /** How far long work has come that a call waits for. */
  | { kind: 'progress'; done: number; of: number }
  /** What `about` answers has changed. */
  | { kind: 'about_changed' }

/** What can keep the program from starting. */
export type ProblemCode =
  | 'configuration'
  | 'wrong_account'
  | 'kit'
  | 'keys_unreadable'
  | 'keys_missing'
  | 'keys_unprotected'
  | 'database_missing'
  | 'database_empty'
  | 'database_corrupt'
  | 'database_newer'
  | 'database_unwritable'
  | 'internal'

/** Facts that a screen must show about this terminal. */
export type About = {
  installation: string
  version: string
  /** `records_older`: an administrator must look at them before anybody else signs in. */
  warnings: ('test_sms' | 'unprotected_keys' | 'records_older')[]
  /** Only an administrator can close the window. */
  kiosk: boolean
  /** Nobody is on the roster: the first-run screen is all there is. `unknown` while the records cannot be reached. */
  empty: boolean | 'unknown'
  /** Why the program could not start: the window then shows only this. `details` are for IT, in English. */
  problem?: { code: ProblemCode; details: string[] }
}

const nothing = z.undefined()
// Wide enough for the mistakes that an officer can make, which have codes of their own; two of them stay under 4 kB.
const typed = z.string().max(1900)
const challengeId = z.string().max(64)

/** The whole border between the window and the main process: input, output, codes and caller of every call. */
export const contract = {
  sendOtp: call<Challenge, SendCode>('nobody')(z.strictObject({ loginId: typed, mobileNumber: typed })),
  delivery: call<Delivery>('nobody')(z.strictObject({ challengeId })),
  verifyOtp: call<Session, VerifyCode>('nobody')(z.strictObject({ challengeId, otp: z.string().max(1900) })),
  session: call<Place>('nobody')(nothing),
  logout: call<null>('nobody')(nothing),
  /** "I am still here": answers the idle warning. */
  stay: call<null>('officer')(nothing),
  /** Ends the session and closes the window: the answer to `close_asked`. In a kiosk only for a signed-in administrator. */
  closeWindow: call<null>('nobody')(nothing),
  about: call<About>('nobody')(nothing),
  gateways: call<GatewayState[]>('administrator')(nothing),
  ...administration,
} satisfies Record<Channel, Call<z.ZodType, unknown, string>>

type Contract = typeof contract
export type Input<Name extends Channel> = z.output<Contract[Name]['input']>
export type Answer<Name extends Channel> = NonNullable<Contract[Name]['answers']>

/** One function a call: what the rooms behind the door offer. */
export type Handlers = {
  [Name in Channel]: (input: Input<Name>) => Answer<Name> | Promise<Answer<Name>>
}

type Method<Name extends Channel> =
  Input<Name> extends undefined ? () => Promise<Answer<Name>> : (input: Input<Name>) => Promise<Answer<Name>>

/** `window.station`: all that the page can do. */
export type Station = { [Name in Channel]: Method<Name> } & {
  /** Hears every notice until the returned function is called. */
  onNotice(listener: (notice: Notice) => void): () => void
}
