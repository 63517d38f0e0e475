import type { Station } from '../preload/contract.ts'

declare global {
  interface Window {
    /** The only thing the page can reach outside itself; put there by preload/index.ts. */
    station: Station
  }
}

/** What a call answers that broke on its way: should never happen, so there is no error id to show. */
const lost = { ok: false, code: 'internal' } as const

/** Waits for a call and never throws: a broken call becomes an `internal` answer without an id. */
export const answerOf = <Value>(call: Promise<Value>): Promise<Value | typeof lost> => call.catch(() => lost)
