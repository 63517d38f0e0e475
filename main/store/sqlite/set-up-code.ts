import type { Clock } from '../../clock.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { SetUpOutcome } from '../store.ts'
import type { Database } from './database.ts'

type Row = { digest: Buffer; tries: number; expires_at: number; expires_steady_at: number }

/** The code of the first-run screen. Each must run inside a transaction of its own. */
export type SetUpCode = {
  put: (code: { digest: Buffer; lifeMs: number }) => void
  use: (digest: Buffer, tries: number) => SetUpOutcome
}

export const createSetUpCode = (db: Database, clock: Clock, steady: () => number): SetUpCode => {
  const put = db.prepare(`
    INSERT OR REPLACE INTO set_up (one, digest, tries, expires_at, expires_steady_at)
    VALUES (1, @digest, 0, @expiresAt, @expiresSteadyAt)`)
  // Counted before it is compared: whatever happens next, this try is spent.
  const countTry = db.prepare<[], Row>(`
    UPDATE set_up SET tries = tries + 1 RETURNING digest, tries, expires_at, expires_steady_at`)
  const end = db.prepare('DELETE FROM set_up')

  return {
    put: ({ digest, lifeMs }) => {
      put.run({ digest, expiresAt: clock.wallMs() + lifeMs, expiresSteadyAt: steady() + lifeMs })
    },
    use: (digest, tries) => {
      const row = countTry.get()
      if (!row) return { kind: 'over' }
      const expired = clock.wallMs() >= row.expires_at || steady() >= row.expires_steady_at
      const over = expired || row.tries > tries
      const right = !over && sameBytes(row.digest, digest)
      const triesLeft = Math.max(0, tries - row.tries)
      if (over || right || triesLeft === 0) end.run()
      if (over) return { kind: 'over' }
      return right ? { kind: 'right' } : { kind: 'wrong', triesLeft }
    },
  }
}
