// Long work, against reading the same bytes and making the same keyed hashes in a bare loop.
import { createCipheriv, createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LedgerRow } from '../../main/ledger/chain.ts'
import { verifyLedger } from '../../main/ledger/verify.ts'
import { importRoster } from '../../main/roster/import-roster.ts'
import { evidenceOf } from '../../main/tasks/ledger-evidence.ts'
import { rosterOf } from '../simulate/people.ts'
import { openBenchStation } from './bench-station.ts'
import { sqliteFiller } from './fill-sqlite.ts'
import { inFolder } from './in-folder.ts'
import { ratio, report, runPart, verdict } from './report.ts'
import { alternate, ratios, type Spread, spread, timed } from './rounds.ts'

const officers = 100_000
const entries = 1_000_000
/** An import is short, and so a matter of the moment; a check takes its time. */
const rounds = { import: 9, check: 5 }
const goal = 1.5

const importing = () =>
  inFolder(async (dir) => {
    const file = join(dir, 'roster.csv')
    writeFileSync(file, rosterOf(officers))
    return alternate(
      {
        program: () => inFolder((home) => importInto(home, file)),
        bare: () => inFolder((home) => bareImport(home, file)),
      },
      rounds.import,
    )
  })

const importInto = async (dir: string, file: string) => {
  const bench = await openBenchStation({ dir, sync: 'FULL' })
  const { store, roster } = bench.station
  const ms = await timed(async () => {
    const text = readFileSync(file, 'utf8')
    const outcome = await importRoster({ text, source: 'bench', store, roster, progress: () => undefined })
    if (outcome.kind !== 'imported') throw new Error(`The roster was not imported: ${outcome.kind}.`)
  })
  await bench.close()
  return ms
}

/** Reads the lines, seals each number, makes each row's MAC and hash, and writes the rows in one commit. */
const bareImport = (dir: string, file: string) => {
  const db = new Database(join(dir, 'bare.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`CREATE TABLE officer (login_id TEXT PRIMARY KEY, name TEXT, rank TEXT, station TEXT, role TEXT, state TEXT,
    mobile BLOB, version INTEGER, mac BLOB) STRICT, WITHOUT ROWID`)
  const insert = db.prepare(`INSERT INTO officer VALUES (?, ?, ?, ?, ?, 'active', ?, 1, ?)`)
  const [sealKey, macKey] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
  const row = (line: string) => {
    const [loginId = '', name = '', rank = '', station = '', number = '', role = ''] = line.split(',')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(loginId))
    const body = Buffer.concat([cipher.update(number, 'utf8'), cipher.final()])
    const mobile = Buffer.concat([nonce, cipher.getAuthTag(), body])
    const fields = JSON.stringify([
      loginId,
      name,
      rank,
      station,
      role,
      'active',
      1,
      mobile.toString('base64'),
    ])
    const mac = createHmac('sha256', macKey).update(fields).digest()
    createHash('sha256').update(fields).digest('base64')
    insert.run(loginId, name, rank, station, role, mobile, mac)
  }
  const all = db.transaction((lines: string[]) => {
    for (const line of lines) row(line)
  })
  return timed(() => all.immediate(readFileSync(file, 'utf8').split('\n').slice(1))).finally(() => db.close())
}

const verifying = () =>
  inFolder(async (dir) => {
    const bench = await openBenchStation({ dir, sync: 'FULL' })
    const filler = sqliteFiller({ bench, dir })
    filler.addEntries(1, entries)
    await bench.station.head.accept()
    const evidence = evidenceOf(bench.station)
    const db = new Database(join(dir, 'station.db'), { readonly: true })
    const took = await alternate(
      {
        program: () =>
          timed(async () => {
            const check = await verifyLedger(evidence, () => undefined)
            if (check.kind !== 'whole') throw new Error(`The ledger is broken at entry ${check.seq}.`)
          }),
        bare: () => timed(() => bareVerify(db)),
      },
      rounds.check,
    )
    db.close()
    await filler.close()
    await bench.close()
    return took
  })

/** Reads every entry and makes its MAC over the same text. */
const bareVerify = (db: Database.Database) => {
  const key = createSecretKey(randomBytes(32))
  const rows = db.prepare<[], LedgerRow & { steady_at: number; mac: Buffer }>(
    'SELECT * FROM ledger ORDER BY seq',
  )
  let previous: Uint8Array = new Uint8Array()
  for (const row of rows.iterate()) {
    const { seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac } = row
    const text = JSON.stringify([
      ...[Buffer.from(previous).toString('base64'), seq, at, steady_at, terminal],
      ...[actor, event, subject, outcome, reason ?? null],
    ])
    createHmac('sha256', key).update(text).digest()
    previous = mac
  }
}

await runPart(async () => {
  const imported = await importing()
  const verified = await verifying()
  const row = (name: string, { program, bare }: typeof imported) => {
    const share = ratios(program, bare)
    return [
      name,
      seconds(spread(program)),
      seconds(spread(bare)),
      ratio(share),
      verdict(share.median <= goal),
    ]
  }
  report('bulk', {
    done: `${rounds.import} rounds of importing and ${rounds.check} of checking, median and spread.`,
    columns: ['', 'the program', 'a bare loop', 'ratio', `goal: within ${goal}`],
    rows: [
      row(`${officers.toLocaleString('en')} officers imported`, imported),
      row(`${entries.toLocaleString('en')} entries of the ledger checked`, verified),
    ],
  })
})

function seconds({ median, least, most }: Spread) {
  const of = (ms: number) => (ms / 1000).toFixed(2)
  return `${of(median)} s (${of(least)}–${of(most)})`
}
