import type { OfficerLine } from '../../preload/administration.ts'
import type { Officer } from '../../preload/call.ts'
import type { Identity } from '../login/identity.ts'
import type { FoundOfficer, OfficerRow, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { type Changes, createChanges } from './changes.ts'
import { createRows, publicPart, type Rows } from './rows.ts'

export type Found =
  /** With the code that an administrator made for him, while it lives. */
  | ({ kind: 'officer'; officer: Officer; mac: Buffer } & Pick<FoundOfficer, 'rescue'>)
  | {
      kind: 'stranger'
      why: 'unknown_officer' | 'wrong_number' | 'suspended' | 'row_changed'
      /** His login ID stands on the roster. */
      known: boolean
    }

export type Roster = Pick<Rows, 'rowFor' | 'lineOf' | 'intact'> &
  Changes & {
    /** The officer whose login ID and number these are, if he may sign in. Takes the same work for a stranger. */
    find: (identity: Identity) => Promise<Found>
    /** Whether an SMS or a code may be made for him, by his row alone. */
    standing: (loginId: string) => Promise<'active' | 'suspended' | 'unknown_officer'>
    /** As administrators see them; one that the roster's root does not stand for is not intact either. */
    lines: (rows: OfficerRow[]) => Promise<OfficerLine[]>
    /** Of somebody who is signed in; `undefined` where his row is no longer his. */
    ownNumber: (loginId: string) => Promise<string | undefined>
  }

export const createRoster = ({ store, vault }: { store: Store; vault: Vault }): Roster => {
  const rows = createRows(vault)
  const nobody = rows.seal({
    loginId: '',
    name: '',
    rank: '',
    station: '',
    role: 'officer',
    state: 'suspended',
    version: 0,
    mobile: rows.sealNumber('', '0000000000'),
  })
  /** His row, where it is the one that was written. */
  const trusted = async (loginId: string) => {
    const { row, vouched } = await store.officer(loginId)
    return row && vouched && rows.intact(row) ? row : undefined
  }

  return {
    rowFor: rows.rowFor,
    lineOf: rows.lineOf,
    intact: rows.intact,
    ...createChanges({ store, rows }),
    find: async ({ loginId, number }) => {
      const { row, vouched, rescue } = await store.officer(loginId)
      const read = row ?? nobody
      const known = row !== undefined
      if (!rows.intact(read) || !vouched) return { kind: 'stranger', why: 'row_changed', known }
      const ownNumber = rows.numberOf(read) === number
      if (!row) return { kind: 'stranger', why: 'unknown_officer', known }
      if (!ownNumber) return { kind: 'stranger', why: 'wrong_number', known }
      if (row.state === 'suspended') return { kind: 'stranger', why: 'suspended', known }
      return { kind: 'officer', officer: publicPart(row), mac: row.mac, ...(rescue && { rescue }) }
    },
    standing: async (loginId) => (await trusted(loginId))?.state ?? 'unknown_officer',
    lines: (found) =>
      Promise.all(
        found.map(async (row) => {
          const line = rows.lineOf(row)
          return { ...line, intact: line.intact && (await store.officer(row.loginId)).vouched }
        }),
      ),
    ownNumber: async (loginId) => {
      const row = await trusted(loginId)
      return row && rows.numberOf(row)
    },
  }
}
