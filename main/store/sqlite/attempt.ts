import { type Clock, delay } from '../../clock.ts'
import { StoreUnavailable } from '../store.ts'
import type { Database } from './database.ts'

const giveUpAfterMs = 2000
const pauseMs = 20

/**
 * Runs a step; while another process holds the write lock, again and again for two seconds, without blocking.
 * What then is left, a full disk, a closed database and the like, is `StoreUnavailable`; a fault of ours passes as it is.
 */
export const attempt = async <Value>(db: Database, clock: Clock, step: () => Value): Promise<Value> => {
  const giveUpAt = clock.uptimeMs() + giveUpAfterMs
  for (;;) {
    try {
      return step()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (db.open && !environmental.test(code)) throw error
      if (!busy.test(code) || clock.uptimeMs() >= giveUpAt) throw new StoreUnavailable(error)
    }
    await delay(clock, pauseMs)
  }
}

const busy = /^SQLITE_(BUSY|LOCKED)/
const environmental = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB|PERM|NOMEM)/
