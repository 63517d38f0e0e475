import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LedgerRow } from '../../main/ledger/chain.ts'
import { newId } from '../../main/login/new-id.ts'
import { accountOf } from '../../main/login/send.ts'
import { withRoot } from '../../main/roster/changes.ts'
import { endEntry } from '../../main/session/end-entry.ts'
import { officer } from '../simulate/people.ts'
import type { BenchStation } from './bench-station.ts'

export type Rows = { officers: number; challenges: number; sessions: number; ledger: number }

/** Put on the roster in one step; more are put in several. */
const atOnce = 250_000
const officersOfStation = 40
const eightHoursMs = 8 * 60 * 60 * 1000
const twoMinutesMs = 120_000

const first = [
  'Anand',
  'Arun',
  'Devi',
  'Kavitha',
  'Kumar',
  'Lakshmi',
  'Meena',
  'Murugan',
  'Priya',
  'Ravi',
  'Selvi',
  'Uma',
]
const second = [
  'Balan',
  'Chandran',
  'Durai',
  'Ganesan',
  'Iyer',
  'Krishnan',
  'Mani',
  'Natarajan',
  'Pandian',
  'Raja',
  'Velu',
]

/** As names repeat in a roster; one of them does not. */
const nameOf = (number: number) =>
  number === 777
    ? 'Ezhilarasi Thamarai'
    : `${String.fromCharCode(65 + (number % 26))}. ${first[number % first.length]} ${second[number % second.length]}`

const places = [
  'Adyar',
  'Egmore',
  'Guindy',
  'Harbour',
  'Kilpauk',
  'Mylapore',
  'Nungambakkam',
  'Perambur',
  'Royapuram',
  'Saidapet',
  'Tambaram',
  'Triplicane',
  'Vepery',
  'Washermanpet',
  'Aminjikarai',
  'Basin Bridge',
  'Choolai',
  'Ennore',
  'Foreshore',
  'Ice House',
  'Jam Bazaar',
  'Kasimedu',
  'Manali',
  'Otteri',
  'Pulianthope',
  'Redhills',
  'Seven Wells',
  'Thoraipakkam',
  'Uttukottai',
  'Vadapalani',
]

/** A name of three words, so that a million officers have stations of their own. */
const stationOf = (number: number) => {
  const word = (at: number) => places[Math.floor(number / places.length ** at) % places.length]
  return `${word(2)} ${word(1)} ${word(0)}`
}

export type Filler = ReturnType<typeof sqliteFiller>

/** Fills the database beside the open station, with what the rules themselves would have written. */
export const sqliteFiller = ({ bench: { station }, dir }: { bench: BenchStation; dir: string }) => {
  const db = new Database(join(dir, 'station.db'))
  // What is filled in is not measured, and need not survive a power cut.
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -200000')
  const { vault, keys, clock, chain, store, roster } = station
  const count = (table: string) => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())

  const rowOf = (number: number) => {
    const { loginId, mobileNumber } = officer(number)
    const texts = { name: nameOf(number), rank: 'Sub-Inspector' }
    const stationName = stationOf(Math.floor(number / officersOfStation))
    const enrolment = {
      loginId,
      ...texts,
      station: stationName,
      role: 'officer',
      number: mobileNumber,
    } as const
    const row = roster.rowFor(enrolment, { row: undefined, vouched: true })
    if (!row) throw new Error('An officer is enrolled already.')
    return row
  }

  const enrol = async (first: number, most: number) => {
    for (let from = first; from < first + most; from += atOnce) {
      const some = Math.min(atOnce, first + most - from)
      const rows = Array.from({ length: some }, (_, at) => rowOf(from + at))
      const entry = {
        event: 'roster_import',
        actor: 'benchmark',
        subject: 'roster',
        outcome: 'imported',
      } as const
      await store.putOfficers(
        rows,
        (root) => ({ ...entry, reason: `added ${some}${withRoot(root)}` }),
        endEntry,
      )
    }
  }

  const challenge = db.prepare(`
    INSERT INTO challenge (id, account, subject, name, digest, state, reason, tries, expires_at, expires_steady_at)
    VALUES (@id, @account, @subject, @loginId, @digest, 'open', NULL, 0, @at, @steadyAt)`)
  const session = db.prepare(`
    INSERT INTO session (id, login_id, terminal, place, started_at, active_at, expires_at, expires_steady_at)
    VALUES (@id, @loginId, @terminal, 'elsewhere', @now, @now, @at, @steadyAt)`)
  const entry = db.prepare(`
    INSERT INTO ledger (seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac)
    VALUES (@seq, @at, @steadyAt, @terminal, @actor, @event, @subject, @outcome, NULL, @mac)`)
  const last = db.prepare<[], { seq: number; steady_at: number; mac: Buffer }>(
    'SELECT seq, steady_at, mac FROM ledger ORDER BY seq DESC LIMIT 1',
  )

  const addChallenges = db.transaction((first: number, most: number, steady: number) => {
    const at = clock.wallMs() + twoMinutesMs
    for (let number = first; number < first + most; number += 1) {
      const { loginId, mobileNumber } = officer(number)
      const account = accountOf(vault, loginId)
      const subject = vault.mac('subject', `${loginId}\n${mobileNumber}`).toString('hex')
      const id = newId(clock.wallMs())
      challenge.run({
        id,
        account,
        subject,
        loginId,
        digest: randomBytes(32),
        at,
        steadyAt: steady + twoMinutesMs,
      })
    }
  })

  /** Each at a terminal of its own. */
  const addSessions = db.transaction((first: number, most: number, steady: number) => {
    const now = clock.wallMs()
    const [at, steadyAt] = [now + eightHoursMs, steady + eightHoursMs]
    for (let number = first; number < first + most; number += 1) {
      const { loginId } = officer(number)
      session.run({ id: newId(now), loginId, terminal: randomBytes(16).toString('hex'), now, at, steadyAt })
    }
  })

  const addEntries = db.transaction((first: number, most: number) => {
    let link = last.get()
    for (let number = first; number < first + most; number += 1) {
      const { loginId } = officer(number)
      const row: LedgerRow = {
        seq: (link?.seq ?? 0) + 1,
        at: clock.wallMs(),
        steadyAt: link?.steady_at ?? 0,
        terminal: keys.terminal,
        actor: loginId,
        event: 'otp_send',
        subject: loginId,
        outcome: 'opened',
      }
      const mac = chain(link?.mac ?? Buffer.alloc(0), row)
      entry.run({ ...row, mac })
      link = { seq: row.seq, steady_at: row.steadyAt, mac }
    }
  })

  return {
    enrol,
    addEntries,
    populate: async (n: number) => {
      const first = count('officer') + 1
      await enrol(first, n)
      const steady = last.get()?.steady_at ?? 0
      addChallenges(first, n, steady)
      addSessions(first, n, steady)
      addEntries(first, n)
    },
    rows: async (): Promise<Rows> => ({
      officers: count('officer'),
      challenges: count('challenge'),
      sessions: count('session'),
      ledger: count('ledger'),
    }),
    close: async () => void db.close(),
  }
}
