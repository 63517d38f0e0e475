import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { systemClock } from '../../main/clock.ts'
import { policyFrom } from '../../main/login/policy.ts'
import { withRoot } from '../../main/roster/changes.ts'
import { importRoster } from '../../main/roster/import-roster.ts'
import { endEntry } from '../../main/session/end-entry.ts'
import type { FakeClock } from '../fake-clock.ts'
import {
  administrator,
  createTestStation,
  lastCode,
  officer,
  signIn,
  type TestStation,
  temporaryFolder,
  testConfiguration,
} from '../station.ts'
import { otherProcess } from '../tasks/other-process.ts'

const head = 'login_id,name,rank,station,mobile,role\n'
const unchanged = `officer_001,First Officer,Sub-Inspector,Harbour,9876543210,officer
officer_002,Second Officer,Constable,Harbour,9876543220,officer
admin_001,First Administrator,Inspector,Harbour,9876543211,administrator
`

const bring = (
  { store, roster }: Pick<TestStation, 'store' | 'roster'>,
  rows: string,
  progress = () => undefined,
) => importRoster({ text: head + rows, source: 'machine', store, roster, progress })

const ledgerOf = (home: string) => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], { event: string; actor: string; outcome: string; reason: string | null }>(
      'SELECT * FROM ledger ORDER BY seq',
    )
    .all()
  db.close()
  return rows
}

const write = (home: string, sql: string) => {
  const db = new Database(join(home, 'station.db'))
  db.exec(sql)
  db.close()
}

test('an import tells what it added, changed and left, and is one entry in the ledger', async () => {
  const station = await createTestStation()
  const before = ledgerOf(station.home).length
  const rows = `${unchanged.replace('Sub-Inspector', 'Inspector')}officer_003,Third,Constable,Harbour,9876543230,officer\n`
  expect(await bring(station, rows)).toEqual({ kind: 'imported', added: 1, changed: 1, unchanged: 2 })
  expect(ledgerOf(station.home).slice(before)).toEqual([
    expect.objectContaining({
      event: 'roster_import',
      actor: 'machine',
      outcome: 'imported',
      reason: expect.stringMatching(
        /^added 1, changed 1, unchanged 2; officer_001 officer_003 root:[0-9a-f]{64}$/,
      ),
    }),
  ])
  expect(await station.store.officer('officer_001')).toMatchObject({ row: { rank: 'Inspector', version: 2 } })
})

test('the same file again changes nothing, however numbers and login IDs are written', async () => {
  const station = await createTestStation()
  const officers = await station.store.officers()
  expect(await bring(station, unchanged)).toEqual({ kind: 'imported', added: 0, changed: 0, unchanged: 3 })
  const otherwise = unchanged.replace('9876543210', '+91 98765-43210').replace('officer_002', 'OFFICER_002')
  expect(await bring(station, otherwise)).toMatchObject({ changed: 0, unchanged: 3 })
  expect(await station.store.officers()).toEqual(officers)
})

test('a file that adds officers leaves those that it does not name', async () => {
  const station = await createTestStation()
  await bring(station, 'officer_003,Third,Constable,Harbour,9876543230,officer\n')
  expect((await station.store.officers()).map(({ loginId }) => loginId)).toEqual([
    'admin_001',
    'officer_001',
    'officer_002',
    'officer_003',
  ])
})

test('an officer that was just imported signs in, and a number that was changed is the only one that works', async () => {
  const station = await createTestStation()
  await bring(
    station,
    `officer_003,Third,Constable,Harbour,9876543230,officer
officer_002,Second Officer,Constable,Harbour,9876543229,officer\n`,
  )
  await signIn(station, { loginId: 'officer_003', mobileNumber: '9876543230' })
  const sent = station.inbox.length
  await station.call('sendOtp', { loginId: 'officer_002', mobileNumber: '9876543220' })
  expect(station.inbox).toHaveLength(sent)
  await station.clock.pass(60_000)
  await signIn(station, { loginId: 'officer_002', mobileNumber: '9876543229' })
})

test('one bad row of many keeps the whole file out: roster and ledger stay as they were', async () => {
  const station = await createTestStation()
  const [officers, ledger] = [await station.store.officers(), ledgerOf(station.home)]
  const rows = Array.from(
    { length: 100 },
    (_, index) => `new_${index},New,Constable,Harbour,98765${10_000 + index},officer\n`,
  )
  expect(await bring(station, `${rows.join('')}bad,Bad,Constable,Harbour,123,officer\n`)).toEqual({
    kind: 'refused',
    mistakes: [{ line: 102, what: 'mobile', reason: expect.stringContaining('mobile') }],
  })
  expect(await station.store.officers()).toEqual(officers)
  expect(ledgerOf(station.home)).toEqual(ledger)
})

test('an import keeps a suspended officer suspended, whatever else it changes of him', async () => {
  const station = await createTestStation()
  await station.roster.suspend('officer_001', 'admin_001')
  await bring(station, unchanged.replace('Sub-Inspector', 'Inspector'))
  expect(await station.store.officer('officer_001')).toMatchObject({
    row: { rank: 'Inspector', state: 'suspended' },
  })
  await station.call('sendOtp', officer)
  expect(station.inbox).toEqual([])
})

test('a row that somebody changed by hand signs nobody in', async () => {
  const station = await createTestStation()
  write(station.home, `UPDATE officer SET role = 'administrator' WHERE login_id = 'officer_001'`)
  await station.call('sendOtp', officer)
  expect(station.inbox).toEqual([])
  expect(ledgerOf(station.home).slice(-2)).toMatchObject([
    { outcome: 'decoy', reason: '******3210 row_changed' },
    { event: 'flag', outcome: 'row_changed' },
  ])
})

test('an import writes a row that was changed by hand as the file says', async () => {
  const station = await createTestStation()
  write(station.home, `UPDATE officer SET role = 'administrator', name = 'x' WHERE login_id = 'officer_001'`)
  expect(await bring(station, unchanged)).toMatchObject({ kind: 'imported', changed: 1, unchanged: 2 })
  expect(await station.store.officer('officer_001')).toMatchObject({
    row: { role: 'officer', name: 'First Officer' },
  })
})

test('a suspended officer whom somebody made active by hand does not become active by an import', async () => {
  const station = await createTestStation()
  await station.roster.suspend('officer_001', 'admin_001')
  write(station.home, `UPDATE officer SET state = 'active' WHERE login_id = 'officer_001'`)
  await bring(station, unchanged)
  await station.call('sendOtp', officer)
  expect(station.inbox).toEqual([])
})

test('a station whose last administrator was changed by hand gets one back by an import that names him', async () => {
  const station = await createTestStation()
  write(station.home, `UPDATE officer SET name = 'By Hand' WHERE login_id IN ('admin_001', 'officer_001')`)
  await station.call('sendOtp', administrator)
  expect(station.inbox).toEqual([])
  await bring(station, unchanged)
  expect(await station.store.officer('admin_001')).toMatchObject({ row: { state: 'active' }, vouched: true })
  expect(await station.store.officer('officer_001')).toMatchObject({ row: { state: 'suspended' } })
  await station.clock.pass(60_000)
  await signIn(station, administrator)
})

test('a roster that somebody else changes between check and write refuses the import, which then writes nothing', async () => {
  const window = await createTestStation()
  const task = await createTestStation({ home: window.home, clock: window.clock })
  const { row: known } = await window.store.officer('officer_002')
  const raced = window.roster.rowFor(
    {
      loginId: 'officer_002',
      name: 'Renamed',
      rank: 'Constable',
      station: 'Harbour',
      role: 'officer',
      number: '9876543220',
    },
    { row: known, vouched: true },
  )
  if (!raced) throw new Error('the row is the same')
  const entry = (root: string | undefined) =>
    ({
      event: 'officer_change',
      actor: 'admin_001',
      subject: 'officer_002',
      outcome: 'active',
      reason: `name${withRoot(root)}`,
    }) as const
  let race: Promise<unknown> | undefined
  const rows = `officer_002,Another,Constable,Harbour,9876543220,officer\nofficer_003,Third,Constable,Harbour,9876543230,officer\n`
  const ledger = ledgerOf(window.home).length
  const outcome = await bring(task, rows, () => {
    race ??= window.store.putOfficers([raced], entry, endEntry)
    return undefined
  })
  expect(await race).toBe('written')
  expect(outcome).toEqual({ kind: 'stale' })
  expect(await window.store.officer('officer_002')).toMatchObject({ row: { name: 'Renamed', version: 2 } })
  expect((await window.store.officer('officer_003')).row).toBeUndefined()
  expect(ledgerOf(window.home)).toHaveLength(ledger + 1)
})

test('suspending an officer ends his session', async () => {
  const station = await createTestStation()
  await signIn(station)
  expect(await station.roster.suspend('officer_001', 'admin_001')).toBe(true)
  expect(await station.call('session')).toEqual({ ok: true, value: {} })
  expect(await station.roster.suspend('nobody', 'admin_001')).toBe(false)
})

const realClock = (): FakeClock => ({
  ...systemClock('boot-1'),
  pass: (ms) => new Promise((done) => setTimeout(done, ms)),
  turn: () => undefined,
  reboot: () => undefined,
})

const { send, ...rest } = policyFrom(testConfiguration().config)
const many = { most: 1_000_000, perMs: 60_000 }
/** For a test that signs in as often as it can. */
const unlimited = {
  ...rest,
  send: { ...send, replyFloorMs: 0, perAccount: many, unverifiedPerTerminal: many },
}

const bigRoster = (count: number) =>
  head +
  unchanged.replace('Sub-Inspector', 'Inspector') +
  Array.from(
    { length: count - 3 },
    (_, index) => `new_${index},New ${index},Constable,Harbour,${9_000_000_000 + index},officer\n`,
  ).join('')

const bigImport = (home: string, count: number) => {
  const file = join(temporaryFolder(), 'roster.csv')
  writeFileSync(file, bigRoster(count))
  return otherProcess('roster/imports-roster.ts', [home, file])
}

test('20,000 officers are imported by another process while this one goes on signing officers in', async () => {
  const station = await createTestStation({ clock: realClock(), policy: unlimited })
  const task = bigImport(station.home, 20_000)
  expect(await task.line()).toBe('ready')
  let running = true
  const outcome = (async () => {
    expect(await task.line()).toBe('checked')
    const line = await task.line()
    running = false
    return line
  })()
  let signedIn = 0
  do {
    await signIn(station, administrator)
    signedIn += 1
  } while (running)
  expect(JSON.parse((await outcome) ?? '')).toEqual({
    kind: 'imported',
    added: 19_997,
    changed: 1,
    unchanged: 2,
  })
  expect(signedIn).toBeGreaterThan(5)
  expect(await station.store.officers()).toHaveLength(20_000)
  expect((await signIn(station)).officer.rank).toBe('Inspector')
  await station.close()
}, 60_000)

/** What a roster is after a crash: the old one or the new one, with its ledger entry or without. */
const stateOf = async (home: string) => {
  const { store, close } = await createTestStation({ home, clock: realClock() })
  const officers = await store.officers()
  const imported = ledgerOf(home).filter(
    ({ event, actor }) => event === 'roster_import' && actor === 'machine',
  ).length
  const state = {
    officers: officers.length,
    rank: officers.find(({ loginId }) => loginId === 'officer_001')?.rank,
    imported,
  }
  await close()
  return state
}

const oldRoster = { officers: 3, rank: 'Sub-Inspector', imported: 0 }
const newRoster = { officers: 20_000, rank: 'Inspector', imported: 1 }

test('kill -9 of an import that has checked everything and waits to write leaves the old roster whole', async () => {
  const { home, close } = await createTestStation({ clock: realClock() })
  await close()
  const task = bigImport(home, 20_000)
  expect(await task.line()).toBe('ready')
  const writer = otherProcess('tasks/holds-lock.ts', [join(home, 'station.db')])
  expect(await writer.line()).toBe('held')
  expect(await task.line()).toBe('checked')
  await task.kill()
  writer.tell('free')
  expect(await writer.line()).toBe('free')
  expect(await stateOf(home)).toEqual(oldRoster)
}, 60_000)

test('kill -9 while an import writes leaves the old roster or the new one, never a part', async () => {
  const wal = (home: string) => statSync(join(home, 'station.db-wal'), { throwIfNoEntry: false })?.size ?? 0
  const seen: unknown[] = []
  for (const bytes of [1, 100_000, 1_000_000, 3_000_000]) {
    const station = await createTestStation({ clock: realClock() })
    const task = bigImport(station.home, 20_000)
    expect(await task.line()).toBe('ready')
    const from = wal(station.home)
    let over = false
    void task.ended.then(() => {
      over = true
    })
    // As the file of the write-ahead log grows, so far has the write come.
    while (!over && wal(station.home) < from + bytes) await new Promise(setImmediate)
    await task.kill()
    await station.close()
    const state = await stateOf(station.home)
    expect([oldRoster, newRoster]).toContainEqual(state)
    seen.push(state)
  }
  expect(seen).toHaveLength(4)
}, 60_000)

test('no mobile number and no code lies in the clear in any file of the data folder', async () => {
  const station = await createTestStation()
  await bring(station, 'officer_003,Third,Constable,Harbour,+91 91234 56780,officer\n')
  await signIn(station)
  const codes = [lastCode(station)]
  await station.call('logout')
  await station.call('sendOtp', { loginId: 'stranger', mobileNumber: '௯௧௨௩௪௫௬௭௮௧' })
  await station.call('sendOtp', { loginId: 'officer_003', mobileNumber: '91234-56780' })
  codes.push(lastCode(station))
  const token = station.sessions.token() ?? 'eyJ'
  const numbers = [
    '9876543210',
    '9876543220',
    '9876543211',
    '9123456780',
    '9123456781',
    '௯௧௨௩௪௫௬௭௮௧',
    '91234-56780',
    '98765',
  ]
  const check = () => {
    const files = globSync('**', { cwd: station.home })
      .map((name) => join(station.home, name))
      .filter((name) => statSync(name).isFile())
    expect(files.map((name) => name.slice(station.home.length + 1))).toEqual(
      expect.arrayContaining(['station.db', 'keys.json']),
    )
    for (const file of files) {
      const bytes = readFileSync(file)
      for (const secret of [...numbers, token, 'BEGIN PRIVATE KEY']) {
        expect({
          file,
          secret,
          found: bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')),
        }).toMatchObject({ found: false })
      }
      // Digits alone could stand in random bytes; six in a row that are our code could not, between two texts.
      for (const code of codes) expect(bytes.includes(code)).toBe(false)
    }
    return files
  }
  expect(check().some((file) => file.endsWith('-wal'))).toBe(true)
  await station.close()
  check()
})
