import type { Limit } from '../../login/policy.ts'
import type { Database } from './database.ts'
import { createPrune } from './prune.ts'

/** Counts and waits in steady time. A key that starts with an account and '/' belongs to that account. */
export type Limits = {
  /** How long a limit stays full; 0 while there is room. */
  fullForMs: (key: string, limit: Limit) => number
  count: (...keys: string[]) => void
  /** Takes the newest event back. */
  uncount: (key: string) => void
  forget: (key: string) => void
  /** How many failures in a row there are, and how long their wait or lock goes on; 0 where there is none. */
  held: (key: string) => { count: number; forMs: number }
  /** One more failure than these in a row; `holdMs` says from their number how long to hold. Answers both. */
  fail: (
    key: string,
    before: { count: number },
    holdMs: (count: number) => number,
  ) => { count: number; forMs: number }
  /** Takes the newest failure back, and its wait. */
  unfail: (key: string) => void
  /** Ends the failures in a row. */
  succeed: (key: string) => void
  /** Everything of one account. Answers whether there was anything. */
  lift: (account: string) => boolean
}

const dayMs = 24 * 60 * 60 * 1000
/** No event counts for longer than a day. */
const keepMs = dayMs
/** Failures in a row are forgotten so long after their wait or lock. */
const forgetMs = 7 * dayMs
/** More than a failure adds, so that the forgotten ones go as fast as new ones come. */
const sweptRows = 2

export const createLimits = (db: Database, steady: () => number): Limits => {
  // A key beside max() is hidden from the planner: where it sees one there, it plans anew for each value.
  const newest = 'SELECT max(n) FROM tally WHERE key = (SELECT ?)'
  const fullSince = db
    .prepare<[string, string, number], number>(`
      SELECT steady_at FROM tally WHERE key = ? AND n = (${newest}) + 1 - ?`)
    .pluck()
  const add = db.prepare<[string, string, number]>(`
    INSERT INTO tally (key, n, steady_at)
    VALUES (?, coalesce((${newest}), 0) + 1, ?)`)
  const removeNewest = db.prepare<[string, string]>(`DELETE FROM tally WHERE key = ? AND n = (${newest})`)
  const removeAll = db.prepare('DELETE FROM tally WHERE key = ?')
  const prune = createPrune(db, { table: 'tally', key: 'key, n', age: 'steady_at' })
  const held = db.prepare<[string], { count: number; until: number }>(
    'SELECT count, until FROM hold WHERE key = ?',
  )
  const hold = db.prepare<[string, number, number]>(`
    INSERT INTO hold (key, count, until)
    VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET count = excluded.count, until = excluded.until`)
  const release = db.prepare('DELETE FROM hold WHERE key = ?')
  // Hidden from the planner as above. From key to key, without an index of their age, which each sign-in would write twice.
  const next = db.prepare<[string], { key: string; until: number }>(`
    SELECT key, until FROM hold WHERE key > (SELECT ?) ORDER BY key LIMIT ${sweptRows}`)
  let sweptTo = ''
  // '0' is the character after '/'.
  const liftHolds = db.prepare(`DELETE FROM hold WHERE key >= @account || '/' AND key < @account || '0'`)
  const liftTallies = db.prepare(`DELETE FROM tally WHERE key >= @account || '/' AND key < @account || '0'`)

  const isForgotten = ({ until }: { until: number }) => until < steady() - forgetMs
  const find = (key: string) => {
    const row = held.get(key)
    return row && !isForgotten(row) ? row : undefined
  }
  const sweep = () => {
    const rows = next.all(sweptTo)
    for (const row of rows) if (isForgotten(row)) release.run(row.key)
    sweptTo = rows.length < sweptRows ? '' : (rows.at(-1)?.key ?? '')
  }

  return {
    fullForMs: (key, { most, perMs }) => {
      const since = fullSince.get(key, key, most)
      return since === undefined ? 0 : Math.max(0, since + perMs - steady())
    },
    count: (...keys) => {
      const now = steady()
      for (const key of keys) add.run(key, key, now)
      prune(now - keepMs)
    },
    uncount: (key) => void removeNewest.run(key, key),
    forget: (key) => void removeAll.run(key),
    held: (key) => {
      const row = find(key)
      return row ? { count: row.count, forMs: Math.max(0, row.until - steady()) } : { count: 0, forMs: 0 }
    },
    fail: (key, before, holdMs) => {
      const count = before.count + 1
      const forMs = holdMs(count)
      hold.run(key, count, steady() + forMs)
      sweep()
      return { count, forMs }
    },
    unfail: (key) => {
      const count = (find(key)?.count ?? 0) - 1
      if (count > 0) hold.run(key, count, steady())
      else release.run(key)
    },
    succeed: (key) => void release.run(key),
    lift: (account) => liftHolds.run({ account }).changes + liftTallies.run({ account }).changes > 0,
  }
}

/** A wait or a lock that grows with the failures before it. */
export const doubled = (firstMs: number, times: number, longestMs: number) =>
  Math.min(firstMs * 2 ** times, longestMs)
