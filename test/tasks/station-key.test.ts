import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { runTask, type StationTask } from '../../main/tasks/run-task.ts'
import { sealWithPassphrase } from '../../main/vault/passphrase-file.ts'
import { makeStationKey, markOfKey, stationKeyMark } from '../../main/vault/station-key.ts'
import { createTestStation, signIn, type TestStation, temporaryFolder } from '../station.ts'

const passphrase = 'correct horse battery'

/** Runs a task; answers its exit code and all that it printed. */
const run = async (station: TestStation, task: StationTask, input = `${passphrase}\n`) => {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await runTask(task, { station, print, readInput: async () => input, development: true })
  return { code, said: lines.join('\n') }
}

const exportTo = (station: TestStation, file: string, input?: string, replace = false) =>
  run(station, { name: 'export-station-key', file, replace }, input)
const importFrom = (station: TestStation, file: string, { replace = false, input = passphrase } = {}) =>
  run(station, { name: 'import-station-key', file, replace }, input)

const events = ({ home }: TestStation) => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], { event: string }>('SELECT event, actor, subject, outcome, reason FROM ledger ORDER BY seq')
    .all()
  db.close()
  return rows
}

/** All that a task could change. */
const stateOf = (station: TestStation) => ({
  keys: readFileSync(join(station.home, 'keys.json'), 'utf8'),
  ledger: events(station),
})

const newFile = (contents?: string) => {
  const file = join(temporaryFolder(), 'station.key')
  if (contents !== undefined) writeFileSync(file, contents)
  return file
}

/** A file as a terminal writes it, only sooner. */
const fileWith = async (text: string, kind = 'station-key') =>
  newFile(await sealWithPassphrase({ kind, text, passphrase, cost: 2 ** 10 }))

const keyOf = (station: TestStation) => station.keys.secret('station-key') ?? ''
const marks = (said: string) => said.match(/\b[0-9a-f]{4}(?:-[0-9a-f]{4}){3}\b/g)

test('the key that one terminal exports and another imports is the same, and both print its mark', async () => {
  const [first, second] = [await createTestStation(), await createTestStation()]
  expect(first.keys.stationVault()).toBeUndefined()
  const file = newFile()
  const exported = await exportTo(first, file)
  expect(exported.code).toBe(0)
  expect(exported.said).toContain('made now')
  expect(exported.said).toContain('Start the program again')
  const imported = await importFrom(second, file)
  expect(imported.code).toBe(0)
  expect(imported.said).toContain('Start the program again')

  const mark = markOfKey(keyOf(first))
  expect(marks(exported.said)).toEqual([mark])
  expect(marks(imported.said)).toEqual([mark])
  const [here, there] = [first.keys.stationVault(), second.keys.stationVault()]
  if (!here || !there) throw new Error('there is no vault with the station key')
  expect([stationKeyMark(here), stationKeyMark(there)]).toEqual([mark, mark])
  const sealed = here.seal('mobile', '9876543210', 'officer_001')
  expect(there.open('mobile', sealed, 'officer_001')).toBe('9876543210')
  expect(here.mac('ledger', 'x')).toEqual(first.keys.vault.mac('ledger', 'x'))
  expect(there.mac('ledger', 'x')).not.toEqual(here.mac('ledger', 'x'))
  const entry = { actor: 'machine', subject: mark }
  expect(events(first).at(-1)).toEqual({
    ...entry,
    event: 'keys_export',
    outcome: 'exported',
    reason: 'made_now',
  })
  expect(events(second).at(-1)).toEqual({ ...entry, event: 'keys_import', outcome: 'imported', reason: null })
})

test('the key is printed by no task and lies in no file in the clear; the exported one is for this account', async () => {
  const station = await createTestStation()
  const file = newFile()
  const { said } = await exportTo(station, file)
  const again = await importFrom(station, file)
  const key = keyOf(station)
  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  const files = [file, ...readdirSync(station.home).map((name) => join(station.home, name))]
  expect(files.length).toBeGreaterThan(2)
  const written = [Buffer.from(said + again.said), ...files.map((name) => readFileSync(name))]
  const bytes = Buffer.from(key, 'base64')
  for (const form of [bytes, key, key.slice(0, 42), bytes.toString('hex'), passphrase]) {
    expect(written.filter((text) => text.includes(form))).toEqual([])
  }
  const doubled = Buffer.from(key).toString('base64').replace(/=+$/, '')
  expect(written.filter((text) => text.includes(doubled))).toEqual([])
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a terminal that holds a station key exports that one, and says that it was not made now', async () => {
  const station = await createTestStation()
  const key = makeStationKey()
  await importFrom(station, await fileWith(key))
  const { code, said } = await exportTo(station, newFile())
  expect(code).toBe(0)
  expect(said).not.toContain('made now')
  expect(marks(said)).toEqual([markOfKey(key)])
  expect(keyOf(station)).toBe(key)
  expect(events(station).at(-1)).toMatchObject({ event: 'keys_export', reason: 'held_already' })
})

test('export-station-key --replace makes another key: whoever has the old one, as on a stolen terminal, has no use of it', async () => {
  const station = await createTestStation()
  await exportTo(station, newFile())
  const old = keyOf(station)
  const file = newFile()
  const { code, said } = await exportTo(station, file, undefined, true)
  expect(code).toBe(0)
  expect(said).toContain('made now')
  expect(keyOf(station)).not.toBe(old)
  expect(marks(said)).toEqual([markOfKey(keyOf(station))])
  expect(events(station).at(-1)).toMatchObject({ event: 'keys_export', reason: `replaced ${markOfKey(old)}` })
  const other = await createTestStation()
  await importFrom(other, file)
  expect(keyOf(other)).toBe(keyOf(station))
})

test('export-station-key overwrites no file, and makes no key when it is refused', async () => {
  const station = await createTestStation()
  const before = stateOf(station)
  const file = newFile('something else')
  const { code, said } = await exportTo(station, file)
  expect(code).toBe(1)
  expect(said).toContain(`${file} exists already`)
  expect(readFileSync(file, 'utf8')).toBe('something else')
  expect(stateOf(station)).toEqual(before)
})

test('export-station-key to a folder that is not there says so, and makes no key', async () => {
  const station = await createTestStation()
  const before = stateOf(station)
  const file = join(temporaryFolder(), 'missing', 'station.key')
  const { code, said } = await exportTo(station, file)
  expect(code).toBe(1)
  expect(said).toContain(`${file} cannot be written`)
  expect(stateOf(station)).toEqual(before)
})

test.each(['', 'too short\n', 'two lines\nof a passphrase\n'])(
  'neither task takes %j for a passphrase; both say the rule and change nothing',
  async (input) => {
    const station = await createTestStation()
    const before = stateOf(station)
    const file = newFile()
    const exported = await exportTo(station, file, input)
    const imported = await importFrom(station, await fileWith(makeStationKey()), { input })
    for (const { code, said } of [exported, imported]) {
      expect(code).toBe(1)
      expect(said).toContain('12 to 1000 characters')
    }
    expect(existsSync(file)).toBe(false)
    expect(stateOf(station)).toEqual(before)
  },
)

const refusals: [string, () => Promise<string> | string, string, string?][] = [
  [
    'under another passphrase',
    () => fileWith(makeStationKey()),
    'passphrase is wrong',
    'wrong horse battery',
  ],
  ['that is not there', () => newFile(), 'cannot be read'],
  ['that is a folder', () => temporaryFolder(), 'cannot be read'],
  [
    'that is something else',
    () => newFile('login_id,name\n'),
    'is not a file that --export-station-key wrote',
  ],
  ['of another kind', () => fileWith(makeStationKey(), 'recovery'), 'is not a file that'],
  ['with a key that is too short', () => fileWith('c2hvcnQ='), 'is not a file that'],
]

test.each(refusals)(
  'import-station-key of a file %s says so and changes nothing',
  async (_what, make, reason, input = passphrase) => {
    const station = await createTestStation()
    const before = stateOf(station)
    for (const replace of [false, true]) {
      const { code, said } = await importFrom(station, await make(), { input, replace })
      expect(code).toBe(1)
      expect(said).toContain(reason)
      expect(said).toContain('Nothing was changed.')
      expect(said).not.toContain(passphrase)
    }
    expect(stateOf(station)).toEqual(before)
  },
)

test('another station key is refused with both marks, and with --replace takes the place of the first', async () => {
  const station = await createTestStation()
  const [old, other] = [makeStationKey(), makeStationKey()]
  await importFrom(station, await fileWith(old))
  const before = stateOf(station)
  const file = await fileWith(other)
  const refused = await importFrom(station, file)
  expect(refused.code).toBe(1)
  expect(refused.said).toContain(`This terminal holds another station key (mark ${markOfKey(old)})`)
  expect(marks(refused.said)).toEqual([markOfKey(old), markOfKey(other)])
  expect(stateOf(station)).toEqual(before)

  expect(await importFrom(station, file, { replace: true })).toMatchObject({ code: 0 })
  expect(keyOf(station)).toBe(other)
  expect(events(station).at(-1)).toEqual({
    event: 'keys_import',
    actor: 'machine',
    subject: markOfKey(other),
    outcome: 'imported',
    reason: `replaced ${markOfKey(old)}`,
  })
})

test('the same station key once more is no refusal and no change, with --replace or without', async () => {
  const station = await createTestStation()
  const key = makeStationKey()
  const file = await fileWith(key)
  await importFrom(station, file)
  const before = stateOf(station)
  for (const replace of [false, true]) {
    const { code, said } = await importFrom(station, file, { replace })
    expect(code).toBe(0)
    expect(said).toBe(`This terminal holds this station key already. Mark: ${markOfKey(key)}`)
  }
  expect(stateOf(station)).toEqual(before)
})

test('set-secret cannot put a station key in place', async () => {
  const station = await createTestStation()
  const { code, said } = await run(station, { name: 'set-secret', secret: 'station-key' }, makeStationKey())
  expect(code).toBe(1)
  expect(said).toContain('There is no secret of that name')
  expect(station.keys.stationVault()).toBeUndefined()
})

test('a terminal that was in use before it had a station key goes on signing in with its own roster', async () => {
  const station = await createTestStation()
  await importFrom(station, await fileWith(makeStationKey()))
  await station.close()
  const again = await createTestStation({ home: station.home })
  expect((await signIn(again)).officer.loginId).toBe('officer_001')
  expect(again.keys.stationVault()).toBeDefined()
})
