import type { GatewayState } from '../../preload/contract.ts'
import { type Clock, delay } from '../clock.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Gateway, Message } from './gateway.ts'
import { createLine } from './line.ts'

export type RouteKind = 'handed_over' | 'may_still_arrive' | 'failed'

/** `trail` tells for the ledger what each gateway said, in order. `tookMs` is time on the way, in milliseconds; `asked`
 * is false where every gateway rests; `refusals` counts the gateways that said no. */
export type RouteOutcome = {
  kind: RouteKind
  trail: string
  tookMs: number
  asked: boolean
  refusals: number
}

/** A message for the route. `expiresAt` is uptime; `subject` says for the ledger whom it is for. */
export type Posting = Omit<Message, 'lifeMs'> & { expiresAt: number; subject: string }

export type Route = {
  /** Hands the message to the first gateway that takes it. Never rejects. */
  send: (posting: Posting) => Promise<RouteOutcome>
  /** Sends nothing: has the outcome and the delay of the last message that a gateway was asked to take. */
  imitate: () => Promise<RouteOutcome>
  states: () => GatewayState[]
}

/**
 * Tries the gateways in order. The next one only after a refusal: no provider recognises a message it was sent twice, so
 * after an unclear answer a second gateway could mean a second SMS. `last` is how it went before the program started.
 */
export const createRoute = ({
  gateways,
  clock,
  routeMs,
  last: before = { kind: 'handed_over', tookMs: 0 },
  note,
}: {
  gateways: Gateway[]
  clock: Clock
  routeMs: number
  last?: Pick<RouteOutcome, 'kind' | 'tookMs'> | undefined
  /** Writes an entry that nobody waits for. */
  note: (entry: LedgerEntry) => void
}): Route => {
  const lines = gateways.map((gateway) => createLine({ gateway, clock, note }))
  let last = before

  const send = async ({ expiresAt, subject, ...message }: Posting) => {
    const abort = new AbortController()
    const cancel = clock.after(routeMs, () => abort.abort())
    const trail: string[] = []
    let refusals = 0
    try {
      for (const line of lines) {
        // Who is not asked any more has sent nothing.
        if (abort.signal.aborted) break
        if (!line.mayTry()) {
          trail.push(`${line.name} rests`)
          continue
        }
        const handover = await line.send({ ...message, lifeMs: expiresAt - clock.uptimeMs() }, abort.signal)
        const said = handover.kind === 'accepted' ? [handover.reference] : [handover.reason, handover.code]
        trail.push([line.name, handover.kind, ...said].filter(Boolean).join(' '))
        if (handover.kind === 'accepted') line.follow(handover.reference, subject)
        if (handover.kind !== 'refused') {
          const kind: RouteKind = handover.kind === 'accepted' ? 'handed_over' : 'may_still_arrive'
          return { kind, trail: trail.join(', '), refusals }
        }
        refusals += 1
      }
      return { kind: 'failed' as const, trail: trail.join(', '), refusals }
    } finally {
      cancel()
    }
  }

  const allRest = () => lines.every((line) => !line.mayTry())

  return {
    send: async (posting) => {
      const startedAt = clock.uptimeMs()
      const asked = !allRest()
      const outcome = { ...(await send(posting)), tookMs: clock.uptimeMs() - startedAt, asked }
      if (asked) last = outcome
      return outcome
    },
    imitate: async () => {
      if (allRest()) return { kind: 'failed', trail: 'decoy', tookMs: 0, asked: false, refusals: 0 }
      const { kind, tookMs } = last
      await delay(clock, tookMs)
      return { kind, trail: 'decoy', tookMs, asked: true, refusals: 0 }
    },
    states: () => lines.map((line) => line.state()),
  }
}
