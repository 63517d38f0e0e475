/** One SMS. `to` is +91 and ten digits. */
export type Message = { to: string; text: string }

/**
 * What became of a message at one gateway. Accepted: the provider took it and named it. Refused: the provider said no,
 * or was never reached. Unknown: it may have been taken (a time-out, a reset, a 5xx), so no other gateway may try.
 */
export type Handover =
  | { kind: 'accepted'; reference: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'unknown'; reason: string }

export type Gateway = {
  name: string
  /** Never rejects. Ends as `unknown` soon after the signal aborts. */
  send: (message: Message, signal: AbortSignal) => Promise<Handover>
}
