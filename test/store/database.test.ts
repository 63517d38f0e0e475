import { chmodSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { openDatabase } from '../../main/store/sqlite/database.ts'
import { StoreUnavailable } from '../../main/store/store.ts'
import { realClock } from '../fake-clock.ts'
import { createTestStation, officer, temporaryFolder, testConfiguration, testSealer } from '../station.ts'
import { ordinaryProcess, otherProcess, processOnFullDisk } from '../tasks/other-process.ts'
import { sqliteStation } from './sqlite-station.ts'

const newFile = () => join(temporaryFolder(), 'station.db')

/** The database of a station that was used and closed. */
const usedFile = async () => {
  const { home, call, close } = await createTestStation()
  await call('sendOtp', officer)
  await close()
  return join(home, 'station.db')
}

const onRawFile = <Value>(file: string, work: (db: Database.Database) => Value): Value => {
  const db = new Database(file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** Every row of every table. */
const contentsOf = (home: string) =>
  onRawFile(join(home, 'station.db'), (db) =>
    db
      .prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
      .pluck()
      .all()
      .map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]),
  )

const expectRefused = (file: string, code: string) => {
  const bytes = readFileSync(file)
  expect(() => openDatabase(file)).toThrow(
    expect.objectContaining({ code, details: expect.arrayContaining([file]) }),
  )
  expect(readFileSync(file).equals(bytes)).toBe(true)
}

test('a commit is on the disk before it is answered: WAL with synchronous FULL, also when opened again', () => {
  const file = newFile()
  for (let start = 0; start < 2; start += 1) {
    const db = openDatabase(file)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('secure_delete', { simple: true })).toBe(1)
    db.close()
  }
})

test('a database that is opened again has lost nothing and is not migrated twice', async () => {
  const file = await usedFile()
  const before = contentsOf(join(file, '..'))
  openDatabase(file).close()
  expect(contentsOf(join(file, '..'))).toEqual(before)
})

test.skipIf(process.platform === 'win32')(
  'every file of a data folder is for this account only',
  async () => {
    const folder = temporaryFolder()
    const child = ordinaryProcess(opensStation, folder)
    expect(await child.line()).toMatch(/^open /)
    for (const name of ['station.db', 'keys.json'])
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  },
)

test('an empty file is reported, not taken for a new database', () => {
  const file = newFile()
  writeFileSync(file, '')
  expectRefused(file, 'database_empty')
})

test.each([
  ['one byte', 'x'],
  ['half of the magic', 'SQLite f'],
  ['the magic alone', 'SQLite format 3\0'],
  ['the magic and garbage', `SQLite format 3\0${'garbage '.repeat(1000)}`],
  ['text', 'login_id,name,rank,station,mobile,role\n'.repeat(500)],
  ['zeros', '\0'.repeat(8192)],
])('a file that is no database (%s) is reported as corrupt and left as it was', (_what, text) => {
  const file = newFile()
  writeFileSync(file, text)
  expectRefused(file, 'database_corrupt')
})

test.each([0.25, 0.5, 0.9, 0.93])(
  'a database that was cut to %d of its length is reported as corrupt and left as it was',
  async (part) => {
    const file = await usedFile()
    truncateSync(file, Math.floor(statSync(file).size * part))
    expectRefused(file, 'database_corrupt')
  },
)

test('a database with a page of garbage is reported as corrupt and left as it was', async () => {
  const file = await usedFile()
  const bytes = readFileSync(file)
  for (let page = 1; page < bytes.length / 4096; page += 1) {
    const damaged = Buffer.from(bytes)
    damaged.fill(0xa5, page * 4096, (page + 1) * 4096)
    writeFileSync(file, damaged)
    expectRefused(file, 'database_corrupt')
  }
})

test('a database of a newer program is reported and left as it was', async () => {
  const file = await usedFile()
  onRawFile(file, (db) => db.pragma('user_version = 99'))
  expectRefused(file, 'database_newer')
})

test.each([
  ['with a version of its own', 1],
  ['that counts no versions, as most do', 0],
  ['with a high version', 42],
])("another program's database (%s) is reported and left as it was", (_what, version) => {
  const file = newFile()
  onRawFile(file, (db) => {
    db.exec(
      `CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x'); PRAGMA user_version = ${version}`,
    )
  })
  const bytes = readFileSync(file)
  expect(() => openDatabase(file)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^database_/) }),
  )
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a folder in the place of the database is reported', () => {
  const folder = temporaryFolder()
  expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'database_unwritable' }))
})

const modesBind = process.platform !== 'win32'
const opensStation = 'tasks/opens-station.ts'

test.skipIf(!modesBind)('a read-only database is reported as not writable and left as it was', async () => {
  const folder = temporaryFolder()
  expect(await ordinaryProcess(opensStation, folder).line()).toMatch(/^open /)
  const file = join(folder, 'station.db')
  chmodSync(file, 0o400)
  const bytes = readFileSync(file)
  expect(await ordinaryProcess(opensStation, folder).line()).toBe('database_unwritable')
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test.skipIf(!modesBind)(
  'a read-only folder is reported as not writable, and its database left as it was',
  async () => {
    const folder = temporaryFolder()
    expect(await ordinaryProcess(opensStation, folder).line()).toMatch(/^open /)
    const file = join(folder, 'station.db')
    const bytes = readFileSync(file)
    chmodSync(folder, 0o500)
    expect(await ordinaryProcess(opensStation, folder).line()).toBe('database_unwritable')
    chmodSync(folder, 0o700)
    expect(readFileSync(file).equals(bytes)).toBe(true)
  },
)

test.skipIf(!modesBind)('a first start in a read-only folder ends in a report', async () => {
  const folder = temporaryFolder()
  chmodSync(folder, 0o500)
  expect(await ordinaryProcess(opensStation, folder).line()).toBe('database_unwritable')
  chmodSync(folder, 0o700)
})

test.skipIf(!modesBind)('a database that cannot be read is reported', async () => {
  const folder = temporaryFolder()
  expect(await ordinaryProcess(opensStation, folder).line()).toMatch(/^open /)
  chmodSync(join(folder, 'station.db'), 0)
  expect(await ordinaryProcess(opensStation, folder).line()).toBe('database_unwritable')
})

test.skipIf(!modesBind)('a full disk is reported, and the database left as it was', async () => {
  const file = await usedFile()
  const bytes = readFileSync(file)
  expect(await processOnFullDisk(opensStation, join(file, '..'), 0).line()).toBe('database_unwritable')
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test.skipIf(!modesBind).each([0, 4, 8, 16, 64])(
  'a first start on a full disk (%d blocks left) ends in a report, and with room the next start is a first one',
  async (blocks) => {
    const folder = temporaryFolder()
    expect(await processOnFullDisk(opensStation, folder, blocks).line()).toBe('database_unwritable')
    expect(await otherProcess(opensStation, [folder]).line()).toMatch(/^open /)
  },
)

const note = {
  event: 'otp_send',
  actor: 'a',
  subject: 'a',
  outcome: 'opened',
  reason: 'x'.repeat(500),
} as const

test('a disk that fills while the program runs: the step is not available, nothing of it is written, and with room it works', async () => {
  const { clock } = await createTestStation()
  const { db, store } = sqliteStation(newFile(), clock)
  const entries = () => db.prepare('SELECT count(*) FROM ledger').pluck().get()
  await store.note(note)
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 1}`)
  let written = 1
  const fill = async () => {
    for (;;) {
      await store.note(note)
      written += 1
    }
  }
  await expect(fill()).rejects.toBeInstanceOf(StoreUnavailable)
  expect(entries()).toBe(written)
  db.pragma('max_page_count = 100000')
  await store.note(note)
  expect(entries()).toBe(written + 1)
  db.close()
})

/** Another real process that writes and does not commit until it is told to. */
const writeLock = async (home: string) => {
  const holder = otherProcess('tasks/holds-lock.ts', [join(home, 'station.db')])
  expect(await holder.line()).toBe('held')
  return {
    release: async () => {
      holder.tell('free')
      expect(await holder.line()).toBe('free')
    },
  }
}

test('a send waits for another process that writes for a second, and then succeeds', async () => {
  const { home, clock, call, inbox } = await createTestStation()
  const lock = await writeLock(home)
  let answered = false
  const answer = call('sendOtp', officer).finally(() => {
    answered = true
  })
  await clock.pass(1000)
  expect(answered).toBe(false)
  await lock.release()
  await clock.pass(20)
  expect(await answer).toMatchObject({ ok: true })
  expect(inbox).toHaveLength(1)
})

test('after two seconds of waiting a send says that the store is not available, and leaves nothing behind', async () => {
  const { home, clock, call, inbox } = await createTestStation()
  const before = contentsOf(home)
  const lock = await writeLock(home)
  const answer = call('sendOtp', officer)
  await clock.pass(2100)
  expect(await answer).toMatchObject({ ok: false, code: 'store_unavailable' })
  await lock.release()
  await clock.pass(60_000)
  expect(contentsOf(home)).toEqual(before)
  expect(inbox).toEqual([])
  expect(await call('session')).toEqual({ ok: true, value: {} })
  expect(await call('sendOtp', officer)).toMatchObject({ ok: true })
})

test('a verify that could not be written spends no try: the same code works when the lock is gone', async () => {
  const { home, clock, call, inbox } = await createTestStation()
  const sent = await call('sendOtp', officer)
  const challengeId = sent.ok ? sent.value.challengeId : ''
  const otp = inbox[0]?.text.match(/\d{6}/)?.[0] ?? ''
  const lock = await writeLock(home)
  const answer = call('verifyOtp', { challengeId, otp })
  let answered = false
  void answer.finally(() => {
    answered = true
  })
  while (!answered) await clock.pass(100)
  expect(await answer).toMatchObject({ ok: false, code: 'store_unavailable' })
  expect(await call('session')).not.toHaveProperty('value.session')
  await lock.release()
  expect(await call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: true })
})

test('while a send waits for the lock, everything else in the program goes on', async () => {
  const { home, call, close } = await createTestStation({ clock: realClock() })
  const lock = await writeLock(home)
  // The lock goes away only after many turns of the event loop: were they blocked, the send would give up first.
  const turns = async () => {
    for (let turn = 0; turn < 2000; turn += 1) await new Promise(setImmediate)
    await lock.release()
  }
  const [answer] = await Promise.all([call('sendOtp', officer), turns()])
  expect(answer).toMatchObject({ ok: true })
  await close()
})

test('a program that starts while a task holds the write lock for a moment starts all the same', async () => {
  const { home, close } = await createTestStation()
  await close()
  const holder = otherProcess('tasks/holds-lock.ts', [join(home, 'station.db'), '300'])
  expect(await holder.line()).toBe('held')
  const { store } = await openStation({
    configuration: testConfiguration(),
    home,
    sealer: testSealer(),
    clock: systemClock('boot-1'),
    machine: 'this machine',
    log: maskedLog(() => undefined),
  })
  expect(await store.officers()).toHaveLength(3)
  store.close()
})

test('a program and its tasks that make the database at once all find it whole', async () => {
  const home = temporaryFolder()
  const starters = Array.from({ length: 4 }, () => otherProcess(opensStation, [home]))
  const seen = await Promise.all(starters.map(({ line }) => line()))
  expect(seen[0]).toMatch(/^open [0-9a-f]{32}$/)
  expect(seen).toEqual(seen.map(() => seen[0]))
}, 20_000)
