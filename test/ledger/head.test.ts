import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createHead, type HeadFile } from '../../main/ledger/head.ts'
import { maskedLog } from '../../main/log.ts'
import { openDatabase } from '../../main/store/sqlite/database.ts'
import { createSqliteRecords } from '../../main/store/sqlite/records.ts'
import { work } from '../../main/work.ts'
import { createTestStation, type TestStation, temporaryFolder, testSurroundings } from '../station.ts'
import { otherProcess } from '../tasks/other-process.ts'
import { anEntry, check, type LedgerFile, ledgerFile } from './ledger-file.ts'

const note = (station: TestStation) => station.store.note(anEntry)

const fileOf = ({ home }: { home: string }, name: string) => join(home, name)

const start = ({ home, clock }: TestStation) => createTestStation({ home, clock })

/** As a copy of a closed program's file: nothing of it lies in another file. */
const copyDatabase = async (station: TestStation) => {
  const copy = join(temporaryFolder(), 'station.db')
  const db = new Database(fileOf(station, 'station.db'))
  await db.backup(copy)
  db.close()
  return copy
}

const putBack = ({ home }: TestStation, copy: string) => {
  for (const suffix of ['-wal', '-shm']) rmSync(join(home, `station.db${suffix}`), { force: true })
  copyFileSync(copy, join(home, 'station.db'))
}

const flags = async ({ store }: TestStation) =>
  (await store.newest(['flag'], 10)).map(({ outcome, reason }) => [outcome, reason])

test('an older copy of the whole database is noticed at the next start, and a flag tells of it', async () => {
  const station = await createTestStation()
  const copy = await copyDatabase(station)
  await note(station)
  await station.close()
  putBack(station, copy)
  const next = await start(station)
  expect(next.head.state()).toBe('behind')
  expect(await flags(next)).toEqual([['ledger_behind', expect.stringMatching(/^ends_at \d+ of \d+$/)]])
})

test('it is still noticed when that copy has gone on past where the ledger was, start after start', async () => {
  const station = await createTestStation()
  const copy = await copyDatabase(station)
  await note(station)
  await station.close()
  putBack(station, copy)
  for (let starts = 0; starts < 2; starts += 1) {
    const next = await start(station)
    expect(next.head.state()).toBe('behind')
    for (let count = 0; count < 10; count += 1) await note(next)
    await next.clock.pass(120_000)
    await next.close()
  }
  const last = await start(station)
  expect(last.head.state()).toBe('behind')
  expect(last.logged.join()).not.toContain('error')
})

test('a ledger that is ahead of its head is good: a power cut, or kill -9, within the minute', async () => {
  const station = await createTestStation()
  await station.clock.pass(60_000)
  for (let count = 0; count < 5; count += 1) await note(station)
  const next = await start(station)
  expect(next.head.state()).toBe('good')
  expect(await flags(next)).toEqual([])
})

test('a program that was ended by kill -9 starts good again, and its ledger is whole', async () => {
  const home = temporaryFolder()
  const child = otherProcess('ledger/writes-ledger.ts', [home])
  for (let entries = 0; entries < 20; entries += 1) await child.line()
  await child.kill()
  const next = await createTestStation({ home })
  expect(next.head.state()).toBe('good')
  const { records, chain, signer, head } = next
  const found = await check({ records, chain, genuine: signer.isGenuine, head: head.known() })
  expect(found).toMatchObject({ kind: 'whole' })
})

test('a new data folder has a head before its first entry: killed at once, its next start is good', async () => {
  const { home } = await createTestStation()
  expect(existsSync(join(home, 'ledger-head'))).toBe(true)
  expect((await createTestStation({ home })).head.state()).toBe('good')
})

test('after a good end the next start is good, and knows the newest entry', async () => {
  const station = await createTestStation()
  await note(station)
  const newest = (await station.records.ledgerEnd())?.seq
  await station.close()
  const next = await start(station)
  expect(next.head.state()).toBe('good')
  expect(next.head.known()?.seq).toBe(newest)
})

test.each([
  ['no head', (file: string) => rmSync(file), 'no_head'],
  ['an empty head', (file: string) => writeFileSync(file, ''), 'head_unreadable'],
  ['letters for a head', (file: string) => writeFileSync(file, 'letters'), 'head_unreadable'],
])('a ledger with %s counts as an older one', async (_what, change, why) => {
  const station = await createTestStation()
  await station.close()
  change(fileOf(station, 'ledger-head'))
  const next = await start(station)
  expect(next.head.state()).toBe('behind')
  expect(await flags(next)).toEqual([['ledger_behind', why]])
})

test('the head of another terminal makes no ledger good', async () => {
  const station = await createTestStation()
  const file = fileOf(station, 'ledger-head')
  const other = await createTestStation()
  await other.close()
  await station.close()
  copyFileSync(fileOf(other, 'ledger-head'), file)
  expect((await start(station)).head.state()).toBe('behind')
})

test('the head tells no reader anything, and is for this account only', async () => {
  const station = await createTestStation()
  await station.close()
  const file = fileOf(station, 'ledger-head')
  const text = readFileSync(file, 'latin1')
  expect(text).not.toMatch(/seq|mac|\{/)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('who accepts an older ledger makes it the right one, also at the next start', async () => {
  const station = await createTestStation()
  const copy = await copyDatabase(station)
  await note(station)
  await station.close()
  putBack(station, copy)
  const next = await start(station)
  await next.head.accept()
  expect(next.head.state()).toBe('good')
  await note(next)
  await next.close()
  expect((await start(station)).head.state()).toBe('good')
})

test('a task that runs on an older ledger leaves the head as it is', async () => {
  const station = await createTestStation()
  const copy = await copyDatabase(station)
  await note(station)
  await station.close()
  putBack(station, copy)
  const file = fileOf(station, 'ledger-head')
  const before = readFileSync(file)
  const opened = await start(station)
  const code = await work({
    task: { name: 'unlock', loginId: 'officer_001' },
    out: join(temporaryFolder(), 'said.txt'),
    ...testSurroundings(),
    open: async () => opened,
    report: (cause) => {
      throw cause
    },
    development: true,
    log: opened.log,
  })
  expect(code).toBe(0)
  expect(readFileSync(file).equals(before)).toBe(true)
})

/** A head over a ledger, with a file that counts and may be full. */
const watched = async (ledger: LedgerFile) => {
  const disk = { text: undefined as string | undefined, writes: 0, full: false }
  const file: HeadFile = {
    read: () => disk.text,
    write: (text) => {
      if (disk.full) throw new Error('ENOSPC')
      disk.text = text
      disk.writes += 1
    },
  }
  const logged: string[] = []
  const log = maskedLog((level, message) => logged.push(`${level} ${message}`))
  const { vault, records, clock, signer } = ledger
  const open = () => createHead({ file, vault, records, genuine: signer.isGenuine, clock, log })
  return { disk, logged, open, head: await open() }
}

test('the head is written once a minute at most, only where there is a new entry, and at the end', async () => {
  const ledger = ledgerFile()
  const { disk, head } = await watched(ledger)
  expect(disk.writes).toBe(1)
  head.keep(() => undefined)
  await ledger.write(50)
  await ledger.clock.pass(59_000)
  expect(disk.writes).toBe(1)
  await ledger.clock.pass(1000)
  expect(disk.writes).toBe(2)
  await ledger.clock.pass(600_000)
  expect(disk.writes).toBe(2)
  await ledger.write(1)
  await head.close()
  expect(disk.writes).toBe(3)
  await ledger.clock.pass(600_000)
  expect(disk.writes).toBe(3)
})

test.each([
  ['cut off', 'DELETE FROM ledger WHERE seq > 3', 'ends_at 3 of 5'],
  ['changed at its end', `UPDATE ledger SET mac = randomblob(32) WHERE seq = 5`, 'other_entry 5'],
])('a ledger that is %s beside the running program is noticed within a minute', async (_what, sql, why) => {
  const ledger = ledgerFile()
  const { disk, head, open } = await watched(ledger)
  let told = 0
  head.keep(() => {
    told += 1
  })
  await ledger.write(5)
  await ledger.clock.pass(60_000)
  const { text } = disk
  expect(told).toBe(0)
  ledger.edit(sql)
  await ledger.clock.pass(60_000)
  expect(told).toBe(1)
  expect(head.state()).toBe('behind')
  expect(await ledger.records.newest(['flag'], 5)).toMatchObject([
    { outcome: 'ledger_behind', subject: 'ledger', reason: why },
  ])
  await ledger.write(10)
  await head.close()
  expect(disk.text).toBe(text)
  expect((await open()).state()).toBe('behind')
})

test.each(['the next entry is written', 'nothing is written'])(
  'entries that are cut off before the head is written again are missed where %s, and at the next start, until they are accepted',
  async (next) => {
    const ledger = ledgerFile()
    const { head, open } = await watched(ledger)
    head.keep(() => undefined)
    await ledger.write(5)
    await ledger.clock.pass(60_000)
    await ledger.write(3)
    ledger.edit('DELETE FROM ledger WHERE seq > 5')
    if (next === 'the next entry is written') await ledger.write(4, { subject: 'officer_002' })
    await ledger.clock.pass(60_000)
    expect(head.state()).toBe('behind')
    expect((await ledger.records.newest(['flag'], 5)).map(({ outcome }) => outcome)).toEqual([
      'ledger_behind',
    ])
    expect((await open()).state()).toBe('behind')
    await head.accept()
    await ledger.write(1)
    await ledger.clock.pass(60_000)
    expect(head.state()).toBe('good')
    expect((await open()).state()).toBe('good')
  },
)

test('what another process writes meanwhile, and a step that was not written, are missed by nobody', async () => {
  const ledger = ledgerFile()
  const { head } = await watched(ledger)
  head.keep(() => undefined)
  await ledger.write(2)
  const other = createSqliteRecords({ ...ledger, terminal: 't', db: openDatabase(ledger.file) })
  await other.note(anEntry)
  const failed = ledger.records.write(() => {
    ledger.records.append(anEntry)
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  await ledger.records.write(() => undefined)
  await other.note(anEntry)
  await ledger.write(1)
  await ledger.clock.pass(60_000)
  expect(head.state()).toBe('good')
  other.close()
})

test('a full disk costs the head a minute, and is in the log', async () => {
  const ledger = ledgerFile()
  const { disk, head, logged } = await watched(ledger)
  head.keep(() => undefined)
  await ledger.write(1)
  disk.full = true
  await ledger.clock.pass(60_000)
  expect(head.state()).toBe('good')
  expect(logged.join()).toContain('the head of the ledger could not be written')
  disk.full = false
  await ledger.clock.pass(60_000)
  expect(disk.writes).toBe(2)
})

test('where the first head cannot be written the program does not start: the next start would blame somebody', async () => {
  const { vault, records, clock, signer } = ledgerFile()
  const file: HeadFile = {
    read: () => undefined,
    write: () => {
      throw new Error('ENOSPC')
    },
  }
  const log = maskedLog(() => undefined)
  await expect(createHead({ file, vault, records, genuine: signer.isGenuine, clock, log })).rejects.toThrow(
    'ENOSPC',
  )
})
