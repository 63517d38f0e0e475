import type { Clock } from '../../clock.ts'
import type { Database } from './database.ts'

/**
 * Steady time: uptime that goes on where it stopped when the computer was off. Whoever turns the wall clock moves
 * nothing that is measured by it, and a lock or a limit has after a restart what it had left before.
 * It stands still while the computer is off; the last ledger entry tells where it was.
 */
export const steadyTime = (db: Database, clock: Clock): (() => number) => {
  const lastSeen = db.prepare<[], number>('SELECT steady_at FROM ledger ORDER BY seq DESC LIMIT 1').pluck()
  const known = db.prepare<[], { id: string; offset_ms: number }>('SELECT id, offset_ms FROM boot')
  const keep = db.prepare(`
    INSERT INTO boot (one, id, offset_ms)
    VALUES (1, ?, ?)
    ON CONFLICT (one) DO UPDATE SET id = excluded.id, offset_ms = excluded.offset_ms`)
  const offsetMs = db
    .transaction(() => {
      const seen = lastSeen.get() ?? 0
      const boot = known.get()
      const uptimeMs = clock.uptimeMs()
      // A system that does not tell its boots apart is caught where its uptime fell behind.
      if (boot && boot.id === clock.boot && uptimeMs + boot.offset_ms >= seen) return boot.offset_ms
      keep.run(clock.boot, seen - uptimeMs)
      return seen - uptimeMs
    })
    .immediate()
  return () => clock.uptimeMs() + offsetMs
}
