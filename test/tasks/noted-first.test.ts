import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { runTask, type StationTask } from '../../main/tasks/run-task.ts'
import { sealWithPassphrase } from '../../main/vault/passphrase-file.ts'
import { makeStationKey } from '../../main/vault/station-key.ts'
import { createTestStation, type TestStation, temporaryFolder } from '../station.ts'

const passphrase = 'correct horse battery'

const run = (station: TestStation, task: StationTask, print: (line: string) => void = () => undefined) =>
  runTask(task, { station, print, readInput: async () => passphrase, development: true })

/** As somebody with an SQLite tool, who wants a step to leave no trace. */
const takeNoEntries = ({ home }: TestStation) => {
  const db = new Database(join(home, 'station.db'))
  db.exec(`CREATE TRIGGER none BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no entry'); END`)
  db.close()
}

const keysOf = ({ home }: TestStation) => readFileSync(join(home, 'keys.json'), 'utf8')

test.each([
  'export-station-key',
  'export-recovery',
  'export-roster',
  'export-public-key',
  'export-jwks',
] as const)('%s leaves no file, and changes no key, where the ledger takes no entry of it', async (name) => {
  const station = await createTestStation()
  const keys = keysOf(station)
  const folder = temporaryFolder()
  takeNoEntries(station)
  const task = { name, file: join(folder, 'file'), merge: false, replace: false } as StationTask
  await expect(run(station, task)).rejects.toThrow('no entry')
  expect(readdirSync(folder)).toEqual([])
  expect(keysOf(station)).toBe(keys)
})

test('export-ledger leaves no file either', async () => {
  const station = await createTestStation()
  const folder = temporaryFolder()
  takeNoEntries(station)
  const file = join(folder, 'ledger.csv')
  await expect(run(station, { name: 'export-ledger', file, format: 'csv' })).rejects.toThrow('no entry')
  expect(readdirSync(folder)).toEqual([])
})

test('an export that cannot take the place of an older one, as one that is open, leaves that one with its signature, and says so', async () => {
  const station = await createTestStation()
  const folder = temporaryFolder()
  // A folder cannot be replaced by a file, as a file cannot that Windows holds open.
  const file = join(folder, 'ledger.csv')
  mkdirSync(file)
  for (const signature of [undefined, 'of the older one']) {
    if (signature !== undefined) writeFileSync(`${file}.sig`, signature)
    const said: string[] = []
    const task = { name: 'export-ledger', file, format: 'csv' } as const
    expect(await run(station, task, (line) => said.push(line))).toBe(1)
    expect(said.join()).toContain(`${file} cannot be written (EISDIR)`)
    expect(readdirSync(folder).sort()).toEqual(
      signature === undefined ? ['ledger.csv'] : ['ledger.csv', 'ledger.csv.sig'],
    )
  }
  expect(readFileSync(`${file}.sig`, 'utf8')).toBe('of the older one')
  expect(await run(station, { name: 'export-roster', file })).toBe(1)
  const told = await station.store.newest(['ledger_export', 'roster_export'], 9)
  expect(told.map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
    'roster_export not_written',
    'roster_export exported',
    'ledger_export not_written',
    'ledger_export exported',
    'ledger_export not_written',
    'ledger_export exported',
  ])
})

test('nor can one whose signature cannot: the older one stays as it was', async () => {
  const station = await createTestStation()
  const folder = temporaryFolder()
  const file = join(folder, 'ledger.csv')
  writeFileSync(file, 'the older one')
  mkdirSync(`${file}.sig`)
  expect(await run(station, { name: 'export-ledger', file, format: 'csv' })).toBe(1)
  expect(readFileSync(file, 'utf8')).toBe('the older one')
  expect(readdirSync(folder).sort()).toEqual(['ledger.csv', 'ledger.csv.sig'])
})

test('a secret is sealed only once the ledger tells of it', async () => {
  const station = await createTestStation()
  const keys = keysOf(station)
  const folder = temporaryFolder()
  const shared = join(folder, 'station.key')
  writeFileSync(
    shared,
    await sealWithPassphrase({ kind: 'station-key', text: makeStationKey(), passphrase, cost: 2 ** 10 }),
  )
  const secrets = join(folder, 'secrets.json')
  writeFileSync(secrets, '{ "sms.https.password": "a secret of some length" }', { mode: 0o600 })
  takeNoEntries(station)
  const tasks: StationTask[] = [
    { name: 'set-secret', secret: 'sms.https.password' },
    { name: 'put-secrets', file: secrets },
    { name: 'import-station-key', file: shared, replace: false },
  ]
  for (const task of tasks) await expect(run(station, task)).rejects.toThrow('no entry')
  expect(keysOf(station)).toBe(keys)
  expect(existsSync(secrets)).toBe(true)
})
