import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeClock } from '../fake-clock.ts'
import { sqliteStation } from './sqlite-station.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tor-unveil-write-back-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const entry = { event: 'gateway', actor: 'terminal', subject: 'local', outcome: 'rests' } as const
const file = () => join(folder, 'station.db')

/** What the database holds by itself, without what lies in the log beside it. */
const entriesInFile = () => {
  const copy = join(folder, 'copy.db')
  copyFileSync(file(), copy)
  const db = new Database(copy)
  try {
    return db.prepare('SELECT count(*) FROM ledger').pluck().get()
  } finally {
    db.close()
  }
}

const write = async ({ store }: ReturnType<typeof sqliteStation>, entries: number) => {
  for (let n = 0; n < entries; n += 1) await store.note(entry)
}

test('what was committed is written back in a quiet moment, beside the program', async () => {
  const clock = fakeClock()
  const station = sqliteStation(file(), clock)
  await write(station, 19)
  await clock.pass(1000)
  await write(station, 1)
  await clock.pass(49)
  await write(station, 1)
  await clock.pass(49)
  expect(entriesInFile()).toBe(0)
  await clock.pass(1)
  await expect.poll(entriesInFile, { timeout: 10_000 }).toBe(21)
  station.store.close()
})

test('a store that is closed in the middle of it leaves one file that holds everything', async () => {
  const clock = fakeClock()
  const station = sqliteStation(file(), clock)
  await write(station, 20)
  await clock.pass(50)
  station.store.close()
  expect(existsSync(`${file()}-wal`)).toBe(false)
  expect(entriesInFile()).toBe(20)
})

test('where it cannot be done commits go on', async () => {
  const clock = fakeClock()
  const station = sqliteStation(file(), clock)
  rmSync(file())
  for (let round = 0; round < 3; round += 1) {
    await write(station, 20)
    await clock.pass(50)
  }
  expect(station.db.prepare('SELECT count(*) FROM ledger').pluck().get()).toBe(60)
  station.store.close()
})
