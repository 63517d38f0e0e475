import type { SmsReason } from '../../preload/contract.ts'

/** Why a gateway did not take a message, in our words. What each means for IT stands in docs/sms.md. */
export const reasons = [
  'credentials',
  'too_fast',
  'number',
  'opted_out',
  'not_allowed',
  'sender_or_template',
  'quota',
  'text',
  'network',
  'unknown',
] as const satisfies SmsReason[]
export type Reason = SmsReason

/** One SMS. `to` is +91 and ten digits, `lifeMs` how long its code still lives, `template` what the text is registered as. */
export type Message = {
  to: string
  text: string
  lifeMs: number
  template?: { header: string; entityId: string; templateId: string }
}

/** `code` is the provider's own code, or ours for the network. It never holds a secret, a number or a text. */
type No = { reason: Reason; code?: string }

/**
 * Accepted: a 2xx with a well-formed message id. Refused: it is certain that no SMS comes. Unknown: one may come.
 */
export type Handover =
  | { kind: 'accepted'; reference: string }
  | ({ kind: 'refused' } & No)
  | ({ kind: 'unknown' } & No)

export type DeliveryReport = { kind: 'delivered' } | { kind: 'waiting' } | ({ kind: 'failed' } & No)

export type Gateway = {
  name: string
  /** Never rejects, ends within 5 seconds and soon after the signal aborts. Sends one request at most. */
  send: (message: Message, signal: AbortSignal) => Promise<Handover>
  /** What became of a message that was accepted. Never rejects; `waiting` also where the provider cannot be asked now. */
  status?: (reference: string, signal: AbortSignal) => Promise<DeliveryReport>
}

export const accepted = (reference: string): Handover => ({ kind: 'accepted', reference })
export const refused = (reason: Reason, code?: string): Handover => ({ kind: 'refused', ...no(reason, code) })
export const unknown = (reason: Reason, code?: string): Handover => ({ kind: 'unknown', ...no(reason, code) })
export const failed = (reason: Reason, code?: string): DeliveryReport => ({
  kind: 'failed',
  ...no(reason, code),
})
export const waiting: DeliveryReport = { kind: 'waiting' }

// Codes come from outside and go into the ledger: a word or nothing.
const no = (reason: Reason, code: string | undefined): No =>
  code !== undefined && /^[\w.-]{1,60}$/.test(code) ? { reason, code } : { reason }

/** A provider's codes by what they mean, as words with a space between. */
export type Codes = Partial<Record<Reason, string>>

export const reasonOf = (codes: Codes, code: string): Reason =>
  reasons.find((reason) => codes[reason]?.split(' ').includes(code)) ?? 'unknown'
