import { type Clock, delay } from '../clock.ts'
import type { Gateway, Handover, Message } from './gateway.ts'

/** `trail` tells for the ledger what each gateway said, in order. */
export type RouteOutcome = { kind: 'handed_over' | 'may_still_arrive' | 'failed'; trail: string }

export type Route = {
  /** Hands the message to the first gateway that takes it. Never rejects. */
  send: (message: Message) => Promise<RouteOutcome>
  /** Sends nothing: has the outcome and the delay of the last message that was really sent. */
  imitate: () => Promise<RouteOutcome>
}

/**
 * Tries the gateways in order. The next one only after a refusal: no provider recognises a message it was sent twice, so
 * after an unclear answer a second gateway could mean a second SMS.
 */
export const createRoute = ({
  gateways,
  clock,
  routeMs,
}: {
  gateways: Gateway[]
  clock: Clock
  routeMs: number
}): Route => {
  let last: { outcome: RouteOutcome; tookMs: number } = {
    outcome: { kind: 'handed_over', trail: '' },
    tookMs: 0,
  }

  const send = async (message: Message): Promise<RouteOutcome> => {
    const abort = new AbortController()
    const cancel = clock.after(routeMs, () => abort.abort())
    const trail: string[] = []
    try {
      for (const gateway of gateways) {
        const handover = await handOver(gateway, message, abort.signal)
        trail.push(
          `${gateway.name} ${handover.kind}${handover.kind === 'accepted' ? '' : ` ${handover.reason}`}`,
        )
        if (handover.kind === 'accepted') return { kind: 'handed_over', trail: trail.join(', ') }
        if (handover.kind === 'unknown') return { kind: 'may_still_arrive', trail: trail.join(', ') }
      }
      return { kind: 'failed', trail: trail.join(', ') }
    } finally {
      cancel()
    }
  }

  return {
    send: async (message) => {
      const startedAt = clock.uptimeMs()
      const outcome = await send(message)
      last = { outcome, tookMs: clock.uptimeMs() - startedAt }
      return outcome
    },
    imitate: async () => {
      const { outcome, tookMs } = last
      await delay(clock, tookMs)
      return outcome
    },
  }
}

/** A gateway that does not come back in time, or breaks its promise and throws, leaves the outcome open. */
const handOver = (gateway: Gateway, message: Message, signal: AbortSignal): Promise<Handover> => {
  const late = new Promise<Handover>((done) => {
    const unknown = () => done({ kind: 'unknown', reason: 'network' })
    if (signal.aborted) unknown()
    else signal.addEventListener('abort', unknown, { once: true })
  })
  return Promise.race([late, answerOf(gateway, message, signal)])
}

const answerOf = async (gateway: Gateway, message: Message, signal: AbortSignal): Promise<Handover> => {
  try {
    return await gateway.send(message, signal)
  } catch {
    return { kind: 'unknown', reason: 'unknown' }
  }
}
