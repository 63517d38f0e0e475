import { createHash } from 'node:crypto'
import type { LedgerEntry } from '../ledger/entry.ts'
import { endEntry } from '../session/end-entry.ts'
import type { OfficerRow, Store } from '../store/store.ts'
import { withRoot } from './changes.ts'
import type { Roster } from './roster.ts'
import type { Mistake } from './roster-csv.ts'
import { readRosterCsv } from './roster-csv.ts'

export type ImportOutcome =
  | { kind: 'imported'; added: number; changed: number; unchanged: number }
  | { kind: 'refused'; mistakes: Mistake[] }
  /** The roster was changed by somebody else meanwhile; nothing was written. */
  | { kind: 'stale' }
  /** Nobody would be left who may administer; nothing was written. */
  | { kind: 'last_administrator' }

/** What an import would write, every row checked, sealed and signed. */
export type ImportPlan =
  | { kind: 'refused'; mistakes: Mistake[] }
  | { kind: 'ready'; rows: OfficerRow[]; added: string[]; changed: string[]; unchanged: number }

type Wanted = {
  text: string
  store: Store
  roster: Pick<Roster, 'rowFor' | 'intact'>
  /** Hears how many of how many officers are ready. */
  progress: (done: number, of: number) => void
}

/** Reads a roster file and compares it with the roster. Writes nothing. */
export const planImport = async ({ text, store, roster, progress }: Wanted): Promise<ImportPlan> => {
  const read = readRosterCsv(text)
  if ('mistakes' in read) return { kind: 'refused', mistakes: read.mistakes }
  const known = new Map((await store.officers()).map((row) => [row.loginId, row]))
  const unvouched = new Set(await store.unvouched())
  const nobodyAdministers = ![...known.values()].some(
    (row) =>
      row.role === 'administrator' &&
      row.state === 'active' &&
      !unvouched.has(row.loginId) &&
      roster.intact(row),
  )
  const added: string[] = []
  const changed: string[] = []
  const rows = read.enrolments.flatMap((enrolment, index) => {
    if (index % progressEvery === 0) progress(index, read.enrolments.length)
    const before = known.get(enrolment.loginId)
    const vouched = !unvouched.has(enrolment.loginId)
    const row = roster.rowFor(enrolment, { row: before, vouched }, nobodyAdministers)
    if (row) (before ? changed : added).push(row.loginId)
    return row ?? []
  })
  progress(read.enrolments.length, read.enrolments.length)
  return { kind: 'ready', rows, added, changed, unchanged: read.enrolments.length - rows.length }
}

/**
 * Puts a roster file on the roster, all of it or nothing. Everything is checked, sealed and signed before the store is
 * locked for one short step.
 */
export const importRoster = async ({
  source,
  ...wanted
}: Wanted & {
  /** Who or what brings it, for the ledger. */
  source: string
}): Promise<ImportOutcome> => {
  const plan = await planImport(wanted)
  return plan.kind === 'refused' ? plan : putPlan({ plan, source, store: wanted.store })
}

/** Writes what was planned. `also`: entries of the same step. */
export const putPlan = async ({
  plan: { rows, unchanged, ...plan },
  source,
  store,
  also = [],
}: {
  plan: Extract<ImportPlan, { kind: 'ready' }>
  source: string
  store: Pick<Store, 'putOfficers'>
  also?: LedgerEntry[]
}): Promise<ImportOutcome> => {
  const [added, changed] = [plan.added.length, plan.changed.length]
  const counts = `added ${added}, changed ${changed}, unchanged ${unchanged}`
  const written = await store.putOfficers(
    rows,
    (root) => ({
      event: 'roster_import',
      actor: source,
      subject: 'roster',
      outcome: 'imported',
      reason: `${counts}; ${whom(rows)}${withRoot(root)}`,
    }),
    endEntry,
    also,
  )
  if (written !== 'written') return { kind: written }
  return { kind: 'imported', added, changed, unchanged }
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
