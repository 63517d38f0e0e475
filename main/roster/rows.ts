import type { OfficerLine } from '../../preload/administration.ts'
import type { Officer } from '../../preload/call.ts'
import { maskNumber } from '../login/identity.ts'
import { sameBytes } from '../same-bytes.ts'
import type { OfficerRow } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'

/** An officer as the roster is told of one: the number in the clear, in its normal form. */
export type Enrolment = Officer & { number: string }

/** Rows of the roster: sealed and signed here, and nowhere else. */
export type Rows = {
  seal: (row: Omit<OfficerRow, 'mac'>) => OfficerRow
  /** The number as it lies in a row. */
  sealNumber: (loginId: string, number: string) => Buffer
  intact: (row: OfficerRow) => boolean
  /** Never leaves the main process. Throws where the row holds none that was sealed for this officer. */
  numberOf: (row: OfficerRow) => string
  maskedNumberOf: (row: OfficerRow) => string
  lineOf: (row: OfficerRow) => OfficerLine
  /**
   * The row that puts this officer on the roster, or `undefined` where it already says all of this. `known` is one that can be
   * trusted (`trusts`), or what somebody changed or took away by hand, which does not say whether its officer was suspended:
   * he is, unless he is the way back for a station that has nobody left to administer it (`nobodyAdministers`).
   */
  rowFor: (enrolment: Enrolment, known: Known, nobodyAdministers?: boolean) => OfficerRow | undefined
}

/** What is on the roster of an officer, and whether the roster's root stands for that. */
export type Known = { row: OfficerRow | undefined; vouched: boolean }

export const createRows = (vault: Vault): Rows => {
  const seal: Rows['seal'] = (row) => ({ ...row, mac: rowMac(vault, row) })
  const sealNumber: Rows['sealNumber'] = (loginId, number) => vault.seal('mobile', number, loginId)
  const intact: Rows['intact'] = (row) => sameBytes(row.mac, rowMac(vault, row))
  const numberOf: Rows['numberOf'] = (row) => vault.open('mobile', row.mobile, row.loginId)
  const maskedNumberOf: Rows['maskedNumberOf'] = (row) => {
    try {
      return maskNumber(numberOf(row))
    } catch {
      // Somebody has written other bytes there.
      return maskNumber('')
    }
  }
  return {
    seal,
    sealNumber,
    intact,
    numberOf,
    maskedNumberOf,
    lineOf: (row) => ({
      ...publicPart(row),
      maskedNumber: maskedNumberOf(row),
      state: row.state,
      version: row.version,
      intact: intact(row),
    }),
    rowFor: ({ number, ...officer }, { row: known, vouched }, nobodyAdministers = false) => {
      const trusted = known && vouched && intact(known) ? known : undefined
      const keepsNumber = trusted !== undefined && numberOf(trusted) === number
      if (keepsNumber && fields.every((field) => trusted[field] === officer[field])) return undefined
      // Sealed anew only where it changes, so that the store sees whether it did.
      const mobile = keepsNumber ? trusted.mobile : sealNumber(officer.loginId, number)
      const changedByHand = !trusted && (known !== undefined || !vouched)
      const wayBack = nobodyAdministers && officer.role === 'administrator'
      const state = trusted ? trusted.state : changedByHand && !wayBack ? 'suspended' : 'active'
      return seal({ ...officer, mobile, state, version: (known?.version ?? 0) + 1 })
    },
  }
}

/** What people read of an officer; each is text that is compared as it stands. */
export const fields = ['name', 'rank', 'station', 'role'] as const

export const publicPart = ({ loginId, name, rank, station, role }: Officer): Officer => ({
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
