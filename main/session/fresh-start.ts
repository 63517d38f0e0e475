import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { endEntry } from './end-entry.ts'

const tryAgainMs = 2000

/**
 * Ends what an earlier run left behind: this terminal's session and its open challenges. Until that is done nobody signs in
 * here; where the store cannot be reached it is tried again, by itself and with each call of `done`.
 */
export const createFreshStart = ({ store, clock, log }: { store: Store; clock: Clock; log: Log }) => {
  let doing: Promise<void> | undefined

  /** Resolves when it is done; rejects while it cannot be. */
  const done = (): Promise<void> => {
    doing ??= store.restart(leftover).catch((cause) => {
      doing = undefined
      throw cause
    })
    return doing
  }

  const insist = async (): Promise<void> => {
    try {
      await done()
    } catch (cause) {
      if (!(cause instanceof StoreUnavailable)) throw cause
      clock.after(tryAgainMs, () =>
        insist().catch((fault) => log.error('what an earlier run left behind cannot be ended', fault)),
      )
    }
  }

  return { done, insist }
}

const leftover: Parameters<Store['restart']>[0] = (what, subject) =>
  what === 'session'
    ? endEntry(subject, 'restart')
    : { event: 'otp_void', actor: 'terminal', subject, outcome: 'ended', reason: 'restart' }
