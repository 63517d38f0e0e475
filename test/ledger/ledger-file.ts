import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Link } from '../../main/ledger/chain.ts'
import type { LedgerEntry } from '../../main/ledger/entry.ts'
import { createSigner } from '../../main/ledger/signing.ts'
import { type Evidence, verifyLedger } from '../../main/ledger/verify.ts'
import { bringUpToDate, openDatabase } from '../../main/store/sqlite/database.ts'
import { createSqliteRecords } from '../../main/store/sqlite/records.ts'
import { createVault } from '../../main/vault/vault.ts'
import { type FakeClock, fakeClock } from '../fake-clock.ts'
import { temporaryFolder } from '../station.ts'

export type LedgerFile = ReturnType<typeof ledgerFile>

export const anEntry: LedgerEntry = {
  event: 'otp_send',
  actor: 'officer_001',
  subject: 'officer_001',
  outcome: 'opened',
  reason: '******3210',
}

/** A ledger in a database of its own, with the keys of a terminal that nobody else has. */
export const ledgerFile = ({
  clock = fakeClock(),
  file = join(temporaryFolder(), 'station.db'),
}: {
  clock?: FakeClock
  file?: string
} = {}) => {
  const db = openDatabase(file)
  bringUpToDate(db, file)
  const vault = createVault(randomBytes(32))
  const records = createSqliteRecords({ db, clock, vault, terminal: 't' })
  const { chain } = records
  const secrets = new Map<string, string>()
  const signer = createSigner({
    secret: (name) => secrets.get(name),
    setSecret: (name, value) => void secrets.set(name, value),
  })
  const write = async (count: number, entry: Partial<LedgerEntry> = {}) => {
    for (let done = 0; done < count; done += 1) await records.note({ ...anEntry, ...entry })
  }
  /** What is known of it now, for a check later on. */
  const evidence = async (): Promise<Evidence> => ({
    records,
    chain,
    genuine: signer.isGenuine,
    head: await end(),
  })
  const end = async (): Promise<Link> => (await records.ledgerEnd()) ?? { seq: 0, mac: Buffer.alloc(0) }
  /** As somebody with `sqlite3` would. */
  const edit = (sql: string) => db.exec(sql)
  return { db, file, vault, chain, records, signer, clock, write, evidence, end, edit }
}

/** What a check says, which may not say where it is. */
export const check = (evidence: Evidence) => verifyLedger(evidence, () => undefined)
