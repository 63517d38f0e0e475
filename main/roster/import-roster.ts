import { createHash } from 'node:crypto'
import { endEntry } from '../session/end-entry.ts'
import type { OfficerRow, Store } from '../store/store.ts'
import type { Roster } from './roster.ts'
import type { Mistake } from './roster-csv.ts'
import { readRosterCsv } from './roster-csv.ts'

export type ImportOutcome =
  | { kind: 'imported'; added: number; changed: number; unchanged: number }
  | { kind: 'refused'; mistakes: Mistake[] }
  /** The roster was changed by somebody else meanwhile; nothing was written. */
  | { kind: 'stale' }

/**
 * Puts a roster file on the roster, all of it or nothing. Everything is checked, sealed and signed before the store is
 * locked for one short step. `progress` hears how many of how many officers are ready.
 */
export const importRoster = async ({
  text,
  source,
  store,
  roster,
  progress,
}: {
  text: string
  /** Who or what brings it, for the ledger. */
  source: string
  store: Store
  roster: Roster
  progress: (done: number, of: number) => void
}): Promise<ImportOutcome> => {
  const read = readRosterCsv(text)
  if ('mistakes' in read) return { kind: 'refused', mistakes: read.mistakes }
  const known = new Map((await store.officers()).map((row) => [row.loginId, row]))
  let added = 0
  const rows = read.enrolments.flatMap((enrolment, index) => {
    if (index % progressEvery === 0) progress(index, read.enrolments.length)
    const before = known.get(enrolment.loginId)
    const row = roster.rowFor(enrolment, before)
    if (row && !before) added += 1
    return row ?? []
  })
  progress(read.enrolments.length, read.enrolments.length)
  const changed = rows.length - added
  const unchanged = read.enrolments.length - rows.length
  const written = await store.putOfficers(
    rows,
    {
      event: 'roster_import',
      actor: source,
      subject: 'roster',
      outcome: 'imported',
      reason: `added ${added}, changed ${changed}, unchanged ${unchanged}; ${whom(rows)}`,
    },
    endEntry,
  )
  return written === 'stale' ? { kind: 'stale' } : { kind: 'imported', added, changed, unchanged }
}

const progressEvery = 10_000
const mostNamed = 40

/** Who was added or changed: by name where they are few, else by the hash of all names in their order. */
const whom = (rows: OfficerRow[]) => {
  const loginIds = rows.map(({ loginId }) => loginId)
  return rows.length <= mostNamed
    ? loginIds.join(' ') || 'nobody'
    : `sha256 ${createHash('sha256').update(loginIds.sort().join('\n')).digest('hex')}`
}
