import type { Clock } from '../../clock.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { AnswerOutcome } from '../store.ts'
import type { Database } from './database.ts'

type Row = { digest: Buffer; expires_at: number; expires_steady_at: number }

/** Codes that administrators made. Each must run inside a transaction of its own. */
export type Rescues = {
  put: (rescue: { loginId: string; digest: Buffer; lifeMs: number }) => void
  find: (loginId: string) => { digest: Buffer; expiresInMs: number } | undefined
  /** Why a try at the code with this digest is of no use: it was used or is over, or a newer one took its place. */
  gone: (loginId: string, digest: Buffer) => AnswerOutcome | undefined
  end: (loginId: string) => void
}

export const createRescues = (db: Database, clock: Clock, steady: () => number): Rescues => {
  const prune = db.prepare('DELETE FROM rescue WHERE expires_at <= ? OR expires_steady_at <= ?')
  const put = db.prepare(`
    INSERT OR REPLACE INTO rescue (login_id, digest, expires_at, expires_steady_at)
    VALUES (@loginId, @digest, @expiresAt, @expiresSteadyAt)`)
  const find = db.prepare<[string], Row>(
    'SELECT digest, expires_at, expires_steady_at FROM rescue WHERE login_id = ?',
  )
  const end = db.prepare('DELETE FROM rescue WHERE login_id = ?')

  const left: Rescues['find'] = (loginId) => {
    const row = find.get(loginId)
    if (!row) return undefined
    // A permission ends when either clock says so.
    const expiresInMs = Math.min(row.expires_at - clock.wallMs(), row.expires_steady_at - steady())
    return expiresInMs > 0 ? { digest: row.digest, expiresInMs } : undefined
  }

  return {
    put: ({ loginId, digest, lifeMs }) => {
      prune.run(clock.wallMs(), steady())
      put.run({
        loginId,
        digest,
        expiresAt: clock.wallMs() + lifeMs,
        expiresSteadyAt: steady() + lifeMs,
      })
    },
    find: left,
    gone: (loginId, digest) => {
      const made = left(loginId)
      if (!made) return { kind: 'void', reason: 'spent' }
      return sameBytes(made.digest, digest) ? undefined : { kind: 'superseded' }
    },
    end: (loginId) => void end.run(loginId),
  }
}
