import type { Chain } from '../../ledger/chain.ts'
import { noRoster, type SharedRoster, seenIn } from '../seen-roster.ts'
import type { Database } from './database.ts'
import { createGenuineEntry } from './genuine-entry.ts'

/** The newest roster of a station that this terminal has seen, as its ledger tells; nothing where somebody has changed that entry. */
export const createSeenRoster = (db: Database, chain: Chain) => {
  const newest = db
    .prepare<[string], number>(`
      SELECT seq
      FROM ledger
      WHERE subject = ? AND event = 'roster_seen'
      ORDER BY seq DESC
      LIMIT 1`)
    .pluck()
  const genuineEntry = createGenuineEntry(db, chain)
  return (station: string): SharedRoster | undefined => {
    const seq = newest.get(station)
    if (seq === undefined) return noRoster
    const entry = genuineEntry(seq)
    return entry && seenIn(entry)
  }
}
