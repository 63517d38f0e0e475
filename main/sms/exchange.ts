import { type Handover, refused, unknown } from './gateway.ts'

/** One HTTP request. The transport adds `host` and `content-length`. */
export type HttpRequest = {
  method: 'GET' | 'HEAD' | 'POST'
  url: URL
  headers: Record<string, string>
  body?: string
}

/** `not_sent`: nothing of the request has left this computer. `no_answer`: it has, and nothing readable came back. */
export type Exchange =
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'not_sent'; code: string }
  | { kind: 'no_answer'; code: string }

export type Transport = {
  /** Sends the request once and follows no redirect. Never rejects; ends as soon as the signal aborts. */
  exchange: (request: HttpRequest, signal: AbortSignal) => Promise<Exchange>
}

/** https always; http for this computer only, and only where that is allowed. */
export const isAllowedUrl = (url: URL, allowLoopbackHttp: boolean): boolean =>
  url.protocol === 'https:' ||
  (allowLoopbackHttp && url.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))

/** http or https; and a user and a password, where they stand in it, that can be read back: their % is written %25. */
export const isProxyAddress = (address: string): boolean => {
  try {
    const { protocol, username, password } = new URL(address)
    decodeURIComponent(`${username}:${password}`)
    return /^https?:$/.test(protocol)
  } catch {
    return false
  }
}

/** For an SDK: lets one request through, and remembers what became of it where the SDK forgets or retries. */
export const oneExchange = (transport: Transport) => {
  let exchange: Exchange | undefined
  return {
    /** Undefined as long as the SDK has asked for nothing. */
    seen: () => exchange,
    /** Rejects where there is no answer, and the second time. */
    send: async (request: HttpRequest, signal: AbortSignal) => {
      if (exchange) throw new Error('one request only')
      // Until it is over it may be on its way.
      exchange = { kind: 'no_answer', code: 'ETIMEDOUT' }
      exchange = await transport.exchange(request, signal)
      if (exchange.kind !== 'answered') throw new Error(exchange.code)
      return exchange
    },
  }
}

/**
 * Judges every exchange that is no answer of the provider.
 *
 * - No exchange (the SDK could not be loaded, or threw before it asked for one): refused.
 * - `not_sent` (name not found, connection refused, certificate wrong, proxy says no, too slow to connect): refused.
 * - `no_answer` (time-out, reset, stalled or endless body after the request went out): unknown.
 * - 429 that is not in the provider's form: unknown. Who says it, and what he did with the request before, is not known.
 * - 3xx, 5xx, and a page or `{}` where an answer should be (captive portal, proxy, outage): unknown. A 4xx like that too:
 *   only the provider itself can say that it sends no SMS.
 */
export const judgeUnanswered = (exchange: Exchange | undefined): Handover => {
  switch (exchange?.kind) {
    case undefined:
      return refused('unknown', 'NOTHING_SENT')
    case 'not_sent':
      return refused('network', exchange.code)
    case 'no_answer':
      return unknown('network', exchange.code)
    case 'answered':
      return unknown(exchange.status === 429 ? 'too_fast' : 'unknown', `http_${exchange.status}`)
  }
}

export const is2xx = (status: number) => status >= 200 && status < 300
export const is4xx = (status: number) => status >= 400 && status < 500

/** What every gateway promises about time. */
export const answerWithinMs = 5000
// What the last steps may take once the exchange was cut: an SDK passes its error through several promises.
const settleMs = 100

/**
 * Runs one piece of gateway work under its deadline. Aborts its signal shortly before `ms`, and has `late` when
 * the work throws, or still does not come back at `ms`.
 */
export const within = async <Value>(
  { ms, signal, late }: { ms: number; signal: AbortSignal; late: () => Value },
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const abort = new AbortController()
  const timers: NodeJS.Timeout[] = []
  try {
    return await new Promise<Value>((resolve, reject) => {
      const stop = () => {
        abort.abort()
        timers.push(setTimeout(() => resolve(late()), settleMs))
      }
      timers.push(setTimeout(stop, Math.max(0, ms - settleMs)))
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { signal: abort.signal })
      work(abort.signal).then(resolve, reject)
    })
  } catch {
    return late()
  } finally {
    for (const timer of timers) clearTimeout(timer)
    // Also ends what the work left behind, and the listener above.
    abort.abort()
  }
}
