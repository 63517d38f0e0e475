import type { Clock } from '../../clock.ts'
import { createChain } from '../../ledger/chain.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Database } from './database.ts'
import { createGenuineEntry } from './genuine-entry.ts'

/** Nobody has that many entries changed by accident; and where none is genuine, locks end later, never sooner. */
const looksBack = 100

type Boot = { id: string; offset_ms: number; mac: Buffer }

/**
 * Steady time: uptime that goes on where it stopped when the computer was off. Whoever turns the wall clock moves
 * nothing that is measured by it, and a lock or a limit has after a restart what it had left before.
 * It stands still while the computer is off; the last ledger entry tells where it was. That entry must be genuine, and the offset
 * has a MAC: whoever could set one of them would end locks, and make the ledger old enough to be removed.
 */
export const steadyTime = (db: Database, clock: Clock, vault: Pick<Vault, 'mac'>): (() => number) => {
  const newest = db.prepare<[], number>(`SELECT seq FROM ledger ORDER BY seq DESC LIMIT ${looksBack}`).pluck()
  const genuineEntry = createGenuineEntry(db, createChain(vault))
  const lastSeen = () => {
    for (const seq of newest.all()) {
      const entry = genuineEntry(seq)
      if (entry) return entry.steadyAt
    }
    return 0
  }
  const known = db.prepare<[], Boot>('SELECT id, offset_ms, mac FROM boot')
  const keep = db.prepare(`
    INSERT INTO boot (one, id, offset_ms, mac)
    VALUES (1, ?, ?, ?)
    ON CONFLICT (one) DO UPDATE SET id = excluded.id, offset_ms = excluded.offset_ms, mac = excluded.mac`)
  const macOf = (offsetMs: number) => vault.mac('boot', JSON.stringify([clock.boot, offsetMs]))
  const offsetMs = db
    .transaction(() => {
      const seen = lastSeen()
      const uptimeMs = clock.uptimeMs()
      const boot = known.get()
      const own = boot?.id === clock.boot && sameBytes(boot.mac, macOf(boot.offset_ms)) ? boot : undefined
      // A system that does not tell its boots apart is caught where its uptime fell behind.
      if (own && uptimeMs + own.offset_ms >= seen) return own.offset_ms
      const offset = seen - uptimeMs
      keep.run(clock.boot, offset, macOf(offset))
      return offset
    })
    .immediate()
  return () => clock.uptimeMs() + offsetMs
}
