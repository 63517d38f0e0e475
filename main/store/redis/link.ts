import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { StoreUnavailable } from '../store.ts'
import type { Connection, Dial } from './dial.ts'
import { runScript } from './run-script.ts'
import type { Script } from './script.ts'
import { isKnown, isWrongServer, refusalOf, whyOf } from './why.ts'

/** The store cannot be used now, and it is certain that the step has changed nothing. */
export class NotDone extends StoreUnavailable {}

export type Link = {
  /**
   * Runs a script and answers its parsed reply, within three seconds. Rejects with `NotDone` where the step has changed
   * nothing, with `StoreUnavailable` where nobody knows: the connection was lost before the reply came.
   */
  run: (script: Script, step: Record<string, unknown>) => Promise<unknown>
  /** Hears what is published on a channel while the connection stands. */
  listen: (channel: string, heard: (message: string) => void) => void
  close: () => void
}

type Listening = { channel: string; heard: (message: string) => void }

/** An officer is answered within three and a half. */
const answerWithinMs = 3000
const firstPauseMs = 200
const longestPauseMs = 2000

/**
 * One connection to the server, opened with the first use, and opened again whenever it is lost, wherever `dial` then
 * finds the server. Nothing is queued while there is none: a step is refused at once.
 */
export const createLink = ({
  dial,
  prefix,
  clock,
  log,
}: {
  dial: Dial
  prefix: string
  clock: Clock
  log: Log
}): Link => {
  let current: Promise<Connection> | undefined
  let failures = 0
  let failure: unknown
  let closed = false
  let listening: Listening | undefined

  const connection = () => {
    if (current) return current
    const opening: Promise<Connection> = open((cause) => lost(opening, cause))
    current = opening
    opening.catch((cause) => lost(opening, cause))
    return opening
  }

  const open = async (onLost: (cause: unknown) => void) => {
    const connected = await dial()
    connected.onLost(onLost)
    if (listening) await listen(connected, listening)
    if (closed) connected.drop(undefined)
    if (failures > 0) log.info("the store's server can be used again")
    failures = 0
    return connected
  }

  /** A connection that may not hear is given up: kept, each attempt would leave one behind. */
  const listen = async (connected: Connection, { channel, heard }: Listening) => {
    try {
      await connected.subscribe(channel, heard)
    } catch (cause) {
      connected.drop(cause)
      throw cause
    }
  }

  const lost = (which: Promise<Connection>, cause: unknown) => {
    if (current !== which) return
    current = undefined
    if (closed) return
    // Said once, not with every attempt.
    if (failures === 0 || whyOf(cause) !== whyOf(failure)) {
      log.warn(`the store's server cannot be used: ${whyOf(cause)}`)
    }
    failure = cause
    // Terminals that lost their server together do not come back together.
    const pauseMs = Math.min(firstPauseMs * 2 ** failures, longestPauseMs) * (0.75 + Math.random() / 2)
    failures += 1
    clock.after(pauseMs, () => !closed && connection().catch(() => undefined))
  }

  const ready = async () => {
    // Between two attempts nobody waits for the next one.
    if (closed || (!current && failures > 0)) throw failure
    return connection()
  }

  const alarm = () => {
    let cancel: () => void = () => undefined
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(answerWithinMs, () => reject(new Error('timeout')))
    })
    late.catch(() => undefined)
    return { late, cancel }
  }

  return {
    run: async (script, step) => {
      const { late, cancel } = alarm()
      try {
        const connected = await Promise.race([ready(), late]).catch((cause) => {
          throw new NotDone(cause, whyOf(cause))
        })
        return await Promise.race([runScript(connected, script, prefix, step), late]).catch((cause) => {
          throw refused(connected, cause)
        })
      } finally {
        cancel()
      }
    },
    listen: (channel, heard) => {
      listening = { channel, heard }
      const heardHere = listening
      current?.then((connected) => listen(connected, heardHere)).catch(() => undefined)
    },
    close: () => {
      closed = true
      current?.then((connected) => connected.drop(undefined)).catch(() => undefined)
    },
  }
}

/** What to say of an answer that is none. A server that is silent or the wrong one is left: the next connection finds the way. */
const refused = (connected: Connection, cause: unknown) => {
  const refusal = refusalOf(cause)
  if (refusal && !isKnown(refusal)) return cause
  if (!refusal || isWrongServer(refusal)) connected.drop(cause)
  return refusal ? new NotDone(cause, whyOf(cause)) : new StoreUnavailable(cause, whyOf(cause))
}
