import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { OfficerLine } from '../../preload/administration.ts'
import { administrator, createTestStation, okValue, signIn, type TestStation } from '../station.ts'

/** A station at which its administrator is signed in. */
export const administeredStation = async (options: Parameters<typeof createTestStation>[0] = {}) => {
  const station = await createTestStation(options)
  await signIn(station, administrator)
  return station
}

export const lineOf = async (station: TestStation, loginId: string): Promise<OfficerLine> => {
  const { officers } = okValue(await station.call('findOfficers', { text: loginId, after: '' }))
  const line = officers.find((officer) => officer.loginId === loginId)
  if (!line) throw new Error(`${loginId} is not found`)
  return line
}

export type Entry = {
  seq: number
  event: string
  actor: string
  subject: string
  outcome: string
  reason: string | null
}

/** The ledger as it lies in the file. */
export const ledgerOf = ({ home }: Pick<TestStation, 'home'>): Entry[] => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], Entry>('SELECT seq, event, actor, subject, outcome, reason FROM ledger ORDER BY seq')
    .all()
  db.close()
  return rows
}

/** What somebody with an SQLite tool does beside the running program. */
export const editByHand = ({ home }: Pick<TestStation, 'home'>, sql: string, ...values: unknown[]) => {
  const db = new Database(join(home, 'station.db'))
  db.prepare(sql).run(...values)
  db.close()
}

/** Asks for the confirmation code and answers what `changeMobile` needs of it. */
export const confirmation = async (station: TestStation) => {
  const { challengeId } = okValue(await station.call('askConfirmation'))
  const otp = station.inbox.at(-1)?.text.match(/OTP: (\d{6})/)?.[1] ?? ''
  return { challengeId, otp }
}
