import type { Officer } from '../../preload/contract.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Identity } from '../login/identity.ts'
import { maskNumber } from '../login/identity.ts'
import { sameBytes } from '../same-bytes.ts'
import { endEntry } from '../session/end-entry.ts'
import type { OfficerRow, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** An officer as the roster is told of one: the number in the clear, in its normal form. */
export type Enrolment = Officer & { number: string }

export type Found =
  | { kind: 'officer'; officer: Officer; mac: Buffer }
  | { kind: 'stranger'; why: 'unknown_officer' | 'wrong_number' | 'suspended' | 'row_changed' }

export type Roster = {
  /** The officer whose login ID and number these are, if he may sign in. Takes the same work for a stranger. */
  find: (identity: Identity) => Promise<Found>
  /** The row that puts this officer on the roster, or `undefined` where it already says all of this. */
  rowFor: (enrolment: Enrolment, known: OfficerRow | undefined) => OfficerRow | undefined
  /** Suspends an officer and ends his session. Answers false where he is not on the roster. */
  suspend: (loginId: string, actor: string) => Promise<boolean>
}

export const createRoster = ({ store, vault }: { store: Store; vault: Vault }): Roster => {
  const sealRow = (row: Omit<OfficerRow, 'mac'>): OfficerRow => ({ ...row, mac: rowMac(vault, row) })
  const intact = (row: OfficerRow) => sameBytes(row.mac, rowMac(vault, row))
  const numberOf = (row: OfficerRow) => vault.open('mobile', row.mobile, row.loginId)
  const nobody = sealRow({
    loginId: '',
    name: '',
    rank: '',
    station: '',
    role: 'officer',
    state: 'suspended',
    version: 0,
    mobile: vault.seal('mobile', '0000000000', ''),
  })

  return {
    find: async ({ loginId, number }) => {
      const row = await store.officer(loginId)
      const read = row ?? nobody
      if (!intact(read)) return { kind: 'stranger', why: 'row_changed' }
      const ownNumber = numberOf(read) === number
      if (!row) return { kind: 'stranger', why: 'unknown_officer' }
      if (!ownNumber) return { kind: 'stranger', why: 'wrong_number' }
      if (row.state === 'suspended') return { kind: 'stranger', why: 'suspended' }
      return { kind: 'officer', officer: publicPart(row), mac: row.mac }
    },
    rowFor: ({ number, ...officer }, known) => {
      const same =
        known &&
        intact(known) &&
        (['name', 'rank', 'station', 'role'] as const).every((key) => known[key] === officer[key]) &&
        numberOf(known) === number
      if (same) return undefined
      // Sealed anew only where it changes, so that the store sees whether it did.
      const keep = known && intact(known) && numberOf(known) === number
      const mobile = keep ? known.mobile : vault.seal('mobile', number, officer.loginId)
      // A row that somebody changed by hand does not say whether its officer was suspended.
      const state = !known ? 'active' : intact(known) ? known.state : 'suspended'
      return sealRow({
        ...officer,
        mobile,
        state,
        version: (known?.version ?? 0) + 1,
      })
    },
    suspend: async (loginId, actor) => {
      const row = await store.officer(loginId)
      if (!row) return false
      const suspended = sealRow({ ...row, state: 'suspended', version: row.version + 1 })
      return (
        (await store.putOfficers(
          [suspended],
          change(suspended, actor, maskNumber(numberOf(row))),
          endEntry,
        )) === 'written'
      )
    },
  }
}

const publicPart = ({ loginId, name, rank, station, role }: OfficerRow): Officer => ({
  loginId,
  name,
  rank,
  station,
  role,
})

const rowMac = (vault: Vault, row: Omit<OfficerRow, 'mac'>) =>
  vault.mac(
    'roster',
    JSON.stringify([
      row.loginId,
      row.name,
      row.rank,
      row.station,
      row.role,
      row.state,
      row.version,
      row.mobile.toString('base64'),
    ]),
  )

const change = (row: OfficerRow, actor: string, masked: string): LedgerEntry => ({
  event: 'officer_change',
  actor,
  subject: row.loginId,
  outcome: row.state,
  reason: `${row.role} ${masked} v${row.version}`,
})
