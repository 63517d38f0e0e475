import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
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

test('what was committed is written back into the database while the program runs, by no commit', async () => {
  const station = sqliteStation(file())
  await write(station, 79)
  expect(entriesInFile()).toBe(0)
  await write(station, 1)
  await expect.poll(entriesInFile, { timeout: 10_000 }).toBe(80)
  await write(station, 80)
  // One that comes while the thread is at work is for the next round.
  const oneMore = () => write(station, 1).then(entriesInFile)
  await expect.poll(oneMore, { timeout: 10_000 }).toBeGreaterThanOrEqual(160)
  station.store.close()
})

test('a store that is closed in the middle of it leaves one file that holds everything', async () => {
  const station = sqliteStation(file())
  await write(station, 80)
  station.store.close()
  expect(existsSync(`${file()}-wal`)).toBe(false)
  expect(entriesInFile()).toBe(80)
})

test('where it cannot be done commits go on', async () => {
  const station = sqliteStation(file())
  rmSync(file())
  await write(station, 300)
  expect(station.db.prepare('SELECT count(*) FROM ledger').pluck().get()).toBe(300)
  station.store.close()
})
