import type { GatewayState } from '../../preload/contract.ts'
import { type Clock, delay } from '../clock.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import { createBreaker } from './breaker.ts'
import type { Gateway, Handover, Message, Reason } from './gateway.ts'

/** A gateway with its breaker and its record. */
export type Line = {
  name: string
  mayTry: () => boolean
  /** Never rejects. Ends soon after the signal aborts. */
  send: (message: Message, signal: AbortSignal) => Promise<Handover>
  /** Asks the provider in the background what became of a message; `subject` is for the ledger. */
  follow: (reference: string, subject: string) => void
  state: () => GatewayState
}

/** What these say is about one message: the gateway itself works. */
const aboutTheMessage = new Set<Reason>(['number', 'opted_out', 'text'])
const askAfterMs = [2000, 5000, 10_000, 20_000, 40_000]
const askWithinMs = 5000
/** A gateway that was told to stop may still say whether anything was sent. */
const lastWordMs = 100
const deliveriesKept = 50

export const createLine = ({
  gateway,
  clock,
  note,
}: {
  gateway: Gateway
  clock: Clock
  note: (entry: LedgerEntry) => void
}): Line => {
  const breaker = createBreaker(clock)
  const counts = { accepted: 0, refused: 0, unknown: 0 }
  const deliveryMs: number[] = []
  let lastReason: Reason | undefined

  const send = async (message: Message, signal: AbortSignal) => {
    breaker.began()
    const handover = await Promise.race([answerOf(gateway, message, signal), late(clock, signal)])
    counts[handover.kind] += 1
    if (handover.kind !== 'accepted') lastReason = handover.reason
    const worked =
      handover.kind === 'accepted' || (handover.kind === 'refused' && aboutTheMessage.has(handover.reason))
    const change = breaker.ended(worked)
    if (change) {
      const reason = change === 'rests' ? { reason: lastReason ?? 'unknown' } : {}
      note({ event: 'gateway', actor: 'terminal', subject: gateway.name, outcome: change, ...reason })
    }
    return handover
  }

  const follow = async (reference: string, subject: string) => {
    if (!gateway.status) return
    const acceptedAt = clock.uptimeMs()
    for (const ms of askAfterMs) {
      await delay(clock, acceptedAt + ms - clock.uptimeMs())
      const report = await gateway.status(reference, AbortSignal.timeout(askWithinMs))
      if (report.kind === 'waiting') continue
      const tookMs = clock.uptimeMs() - acceptedAt
      const entry = { event: 'otp_report', actor: gateway.name, subject, outcome: report.kind } as const
      if (report.kind === 'delivered') {
        deliveryMs.push(tookMs)
        if (deliveryMs.length > deliveriesKept) deliveryMs.shift()
        note({ ...entry, reason: `${reference} within ${Math.round(tookMs / 1000)} s` })
      } else note({ ...entry, reason: [reference, report.reason, report.code].filter(Boolean).join(' ') })
      return
    }
    note({ event: 'otp_report', actor: gateway.name, subject, outcome: 'not_known', reason: reference })
  }

  return {
    name: gateway.name,
    mayTry: breaker.mayTry,
    send,
    follow: (reference, subject) => void follow(reference, subject),
    state: () => {
      const median = deliveryMs.toSorted((a, b) => a - b)[Math.floor(deliveryMs.length / 2)]
      return {
        name: gateway.name,
        restsForMs: breaker.restsForMs(),
        ...counts,
        ...(lastReason && { lastReason }),
        ...(median !== undefined && { medianDeliveryMs: median }),
      }
    },
  }
}

/** A gateway that breaks its promise and throws leaves the outcome open. */
const answerOf = async (gateway: Gateway, message: Message, signal: AbortSignal): Promise<Handover> => {
  try {
    return await gateway.send(message, signal)
  } catch {
    return { kind: 'unknown', reason: 'unknown' }
  }
}

const late = (clock: Clock, signal: AbortSignal) =>
  new Promise<Handover>((done) => {
    const giveUp = () => clock.after(lastWordMs, () => done({ kind: 'unknown', reason: 'network' }))
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
