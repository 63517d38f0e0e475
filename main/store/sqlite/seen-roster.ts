import type { Chain } from '../../ledger/chain.ts'
import { noRoster, type SharedRoster, seenIn } from '../seen-roster.ts'
import type { Database } from './database.ts'
import { createGenuineEntry } from './genuine-entry.ts'

/** The newest roster of a station that this terminal has seen, as its ledger tells; nothing where somebody has changed that entry. */
export const createSeenRoster = (db: Database, chain: Chain) => {
  // The station is hidden from the planner: where it sees one there, it plans anew for each.
  const newest = db
    .prepare<[string], number>(`
      SELECT seq
      FROM ledger
      WHERE subject = (SELECT ?) AND event = 'roster_seen'
      ORDER BY seq DESC
      LIMIT 1`)
    .pluck()
  const genuineEntry = createGenuineEntry(db, chain)
  // An entry is never written again: one that was genuine stays what it was, whatever is done to it since.
  let known: { seq: number; seen: SharedRoster } | undefined
  return (station: string): SharedRoster | undefined => {
    const seq = newest.get(station)
    if (seq === undefined) return noRoster
    if (known?.seq === seq) return known.seen
    const entry = genuineEntry(seq)
    const seen = entry && seenIn(entry)
    known = seen && { seq, seen }
    return seen
  }
}
