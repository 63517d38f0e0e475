import type { Limit } from '../../login/policy.ts'
import type { Database } from './database.ts'

/** Counts and waits in steady time. A key that starts with an account and '/' belongs to that account. */
export type Limits = {
  /** How long a limit stays full; 0 while there is room. */
  fullForMs: (key: string, limit: Limit) => number
  count: (key: string) => void
  /** Takes the newest event back. */
  uncount: (key: string) => void
  forget: (key: string) => void
  /** How long a wait or lock goes on; 0 where there is none. */
  heldForMs: (key: string) => number
  /** One more failure in a row; `holdMs` says from their number how long to hold. Answers the number. */
  fail: (key: string, holdMs: (count: number) => number) => number
  /** Takes the newest failure back, and its wait. */
  unfail: (key: string) => void
  /** Answers how many failures in a row that ends. */
  succeed: (key: string) => number
  /** Everything of one account. Answers whether there was anything. */
  lift: (account: string) => boolean
}

/** Nothing counts for longer than a day. */
const keepMs = 24 * 60 * 60 * 1000

export const createLimits = (db: Database, steady: () => number): Limits => {
  const numberth = db
    .prepare<[string, string, number], number>(`
      SELECT steady_at
      FROM tally
      WHERE key = ? AND n = (SELECT max(n) FROM tally WHERE key = ?) + 1 - ?`)
    .pluck()
  const add = db.prepare(`
    INSERT INTO tally (key, n, steady_at)
    VALUES (@key, coalesce((SELECT max(n) FROM tally WHERE key = @key), 0) + 1, @now)`)
  const remove = db.prepare(
    'DELETE FROM tally WHERE key = @key AND n = (SELECT max(n) FROM tally WHERE key = @key)',
  )
  const removeAll = db.prepare('DELETE FROM tally WHERE key = ?')
  // A few rows a step, by an index: what is too old goes as fast as new rows come, and no step is ever long.
  const prune = db.prepare(`
    DELETE FROM tally
    WHERE (key, n) IN (SELECT key, n FROM tally WHERE steady_at < ? ORDER BY steady_at LIMIT 4)`)
  const held = db.prepare<[string], number>('SELECT until FROM hold WHERE key = ?').pluck()
  const failures = db.prepare<[string], number>('SELECT count FROM hold WHERE key = ?').pluck()
  const hold = db.prepare(`
    INSERT INTO hold (key, count, until)
    VALUES (@key, @count, @until)
    ON CONFLICT (key) DO UPDATE SET count = excluded.count, until = excluded.until`)
  const release = db.prepare('DELETE FROM hold WHERE key = ?')
  // '0' is the character after '/'.
  const liftHolds = db.prepare(`DELETE FROM hold WHERE key >= @account || '/' AND key < @account || '0'`)
  const liftTallies = db.prepare(`DELETE FROM tally WHERE key >= @account || '/' AND key < @account || '0'`)

  return {
    fullForMs: (key, { most, perMs }) => {
      const at = numberth.get(key, key, most)
      return at === undefined ? 0 : Math.max(0, at + perMs - steady())
    },
    count: (key) => {
      const now = steady()
      add.run({ key, now })
      prune.run(now - keepMs)
    },
    uncount: (key) => remove.run({ key }),
    forget: (key) => removeAll.run(key),
    heldForMs: (key) => Math.max(0, (held.get(key) ?? 0) - steady()),
    fail: (key, holdMs) => {
      const count = (failures.get(key) ?? 0) + 1
      hold.run({ key, count, until: steady() + holdMs(count) })
      return count
    },
    unfail: (key) => {
      const count = (failures.get(key) ?? 0) - 1
      if (count > 0) hold.run({ key, count, until: 0 })
      else release.run(key)
    },
    succeed: (key) => {
      const count = failures.get(key) ?? 0
      release.run(key)
      return count
    },
    lift: (account) => liftHolds.run({ account }).changes + liftTallies.run({ account }).changes > 0,
  }
}
