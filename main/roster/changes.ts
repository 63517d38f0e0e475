import type { ChangeCode } from '../../preload/administration.ts'
import type { Officer } from '../../preload/call.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import { endEntry } from '../session/end-entry.ts'
import type { OfficerRow, Store } from '../store/store.ts'
import { type Enrolment, fields, type Rows } from './rows.ts'

/** Which row an administrator has seen, and who he is. */
export type Seen = { loginId: string; version: number; actor: string }

/**
 * What an administrator changes of one officer; each is one entry in the ledger. Answers why nothing was changed. A row
 * that is not the one that was written is never signed anew by these, or the hand that changed it would have won: it
 * is `stale`, and only an import, which says all of the officer, puts it right.
 */
export type Changes = {
  enrol: (enrolment: Enrolment, actor: string) => Promise<'written' | 'already_enrolled'>
  edit: (seen: Seen, details: Omit<Officer, 'loginId'>) => Promise<'written' | ChangeCode>
  changeMobile: (seen: Seen, number: string) => Promise<'written' | ChangeCode>
  setSuspended: (seen: Seen, suspended: boolean) => Promise<'written' | ChangeCode>
  /** What a change of this row would meet now, before anything is spent on it. */
  changeable: (seen: Pick<Seen, 'loginId' | 'version'>) => Promise<'yes' | ChangeCode>
}

export const createChanges = ({ store, rows }: { store: Store; rows: Rows }): Changes => {
  type Next = { what: string; row: Omit<OfficerRow, 'mac'> } | undefined

  const read = async ({ loginId, version }: Pick<Seen, 'loginId' | 'version'>) => {
    const { row, vouched } = await store.officer(loginId)
    if (!row) return 'unknown_officer'
    return row.version === version && vouched && rows.intact(row) ? row : 'stale'
  }

  const put = (row: OfficerRow, what: string, actor: string) =>
    store.putOfficers(
      [row],
      (root) => changeEntry(row, what, rows.maskedNumberOf(row), actor, root),
      endEntry,
    )

  /** `next` makes the row that follows, or nothing where it would say the same. */
  const change = async (seen: Seen, next: (row: OfficerRow) => Next) => {
    const row = await read(seen)
    if (typeof row === 'string') return row
    const made = next(row)
    if (!made) return 'written'
    return put(rows.seal({ ...made.row, version: row.version + 1 }), made.what, seen.actor)
  }

  return {
    enrol: async ({ number, ...officer }, actor) => {
      const { row, vouched } = await store.officer(officer.loginId)
      // One whose row somebody has taken away by hand is on the roster still, as the ledger tells it.
      if (row || !vouched) return 'already_enrolled'
      const mobile = rows.sealNumber(officer.loginId, number)
      const enrolled = rows.seal({ ...officer, mobile, state: 'active', version: 1 })
      return (await put(enrolled, 'enrolled', actor)) === 'written' ? 'written' : 'already_enrolled'
    },
    edit: (seen, details) =>
      change(seen, (row) => {
        const changed = fields.filter((field) => row[field] !== details[field])
        if (changed.length === 0) return undefined
        return { what: changed.join(','), row: { ...row, ...details } }
      }),
    changeMobile: (seen, number) =>
      change(seen, (row) =>
        rows.numberOf(row) === number
          ? undefined
          : { what: 'mobile', row: { ...row, mobile: rows.sealNumber(row.loginId, number) } },
      ),
    setSuspended: (seen, suspended) =>
      change(seen, (row) => {
        const state = suspended ? 'suspended' : 'active'
        if (row.state === state) return undefined
        return { what: suspended ? 'suspended' : 'resumed', row: { ...row, state } }
      }),
    changeable: async (seen) => {
      const row = await read(seen)
      return typeof row === 'string' ? row : 'yes'
    },
  }
}

const changeEntry = (
  row: OfficerRow,
  what: string,
  masked: string,
  actor: string,
  root: string | undefined,
): LedgerEntry => ({
  event: 'officer_change',
  actor,
  subject: row.loginId,
  outcome: row.state,
  reason: `${what} ${row.role} ${masked} v${row.version}${withRoot(root)}`,
})

/** At the end of the reason of every entry that tells of a changed roster: what the whole of it then was. */
export const withRoot = (root: string | undefined): string => (root === undefined ? '' : ` root:${root}`)
