import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { administrator, okValue, signIn, type TestStation, temporaryFolder } from '../station.ts'
import { administeredStation, editByHand, ledgerOf, lineOf } from './administrator.ts'

const head = 'login_id,name,rank,station,mobile,role\n'
const rows = `officer_001,Renamed,Sub-Inspector,Harbour,9876543210,officer
officer_002,Second Officer,Constable,Harbour,9876543220,officer
officer_003,Third,Constable,Harbour,9876543230,officer
`

const fileOf = (station: TestStation, text: string) => {
  const file = join(temporaryFolder(), 'officers.csv')
  writeFileSync(file, text)
  station.answers.open = file
  return file
}

const preview = async (station: TestStation) => {
  const value = okValue(await station.call('previewRoster'))
  if (value.kind !== 'ready') throw new Error(`the preview is ${value.kind}`)
  return value
}

test('a roster file is looked at first, then imported as it was looked at, in a process of its own', async () => {
  const station = await administeredStation()
  fileOf(station, head + rows)
  const before = await station.store.officers()
  const { token, ...seen } = await preview(station)
  expect(seen).toEqual({
    kind: 'ready',
    file: 'officers.csv',
    added: ['officer_003'],
    changed: ['officer_001'],
    unchanged: 1,
    addedInAll: 1,
    changedInAll: 1,
  })
  expect(await station.store.officers()).toEqual(before)
  expect(station.notices).toContainEqual({ kind: 'progress', done: 3, of: 3 })
  expect(okValue(await station.call('importRoster', { token }))).toEqual({
    added: 1,
    changed: 1,
    unchanged: 1,
  })
  expect(await lineOf(station, 'officer_001')).toMatchObject({ name: 'Renamed', intact: true })
  expect(ledgerOf(station).slice(-2)).toMatchObject([
    {
      event: 'roster_import',
      actor: 'admin_001',
      outcome: 'asked',
      reason: expect.stringMatching(/^sha256 /),
    },
    { event: 'roster_import', actor: 'machine', outcome: 'imported' },
  ])
})

test('a file that was changed after it was looked at is not imported, nor one that was not looked at', async () => {
  const station = await administeredStation()
  const file = fileOf(station, head + rows)
  const { token } = await preview(station)
  writeFileSync(file, `${head + rows}intruder,I,Constable,Harbour,9876543299,administrator\n`)
  const unusable = { ok: false, code: 'file_unusable' }
  const before = await station.store.officers()
  expect(await station.call('importRoster', { token })).toEqual(unusable)
  expect(await station.call('importRoster', { token })).toEqual(unusable)
  expect(await station.call('importRoster', { token: 'x' })).toEqual(unusable)
  expect(await station.store.officers()).toEqual(before)
})

test('a bad file is refused with its lines; none, and one that cannot be read, are told apart', async () => {
  const station = await administeredStation()
  fileOf(station, `${head}a,,Constable,Harbour,9876543210,officer\nb,B,C,D,98765,officer\n`)
  expect(okValue(await station.call('previewRoster'))).toEqual({
    kind: 'refused',
    refused: [
      { line: 2, what: 'text', about: 'name' },
      { line: 3, what: 'mobile' },
    ],
    mistakes: 2,
  })
  station.answers.open = join(temporaryFolder(), 'missing.csv')
  expect(okValue(await station.call('previewRoster'))).toEqual({ kind: 'unreadable' })
  station.answers.open = undefined
  expect(okValue(await station.call('previewRoster'))).toEqual({ kind: 'cancelled' })
})

test('a hundred names are shown of many, with how many there are', async () => {
  const station = await administeredStation()
  const many = Array.from({ length: 150 }, (_, n) => `new_${n},New,C,D,${9_000_000_000 + n},officer\n`)
  fileOf(station, head + many.join(''))
  const { added, addedInAll } = await preview(station)
  expect([added.length, addedInAll]).toEqual([100, 150])
})

test('an import that would leave no administrator is refused', async () => {
  const station = await administeredStation()
  fileOf(station, `${head}admin_001,First Administrator,Inspector,Harbour,9876543211,officer\n`)
  const { token } = await preview(station)
  expect(await station.call('importRoster', { token })).toEqual({ ok: false, code: 'last_administrator' })
})

test('what was looked at is for who looked at it', async () => {
  const station = await administeredStation()
  const second = { loginId: 'admin_002', mobileNumber: '9876543222' }
  const details = { name: 'Second', rank: 'B', station: 'C', role: 'administrator' } as const
  await station.call('enrolOfficer', { ...second, ...details })
  fileOf(station, head + rows)
  const { token } = await preview(station)
  const { signIn } = await import('../station.ts')
  await signIn(station, second)
  expect(await station.call('importRoster', { token })).toEqual({ ok: false, code: 'file_unusable' })
})

test('the roster is saved without numbers, and no cell is a formula', async () => {
  const station = await administeredStation()
  const input = {
    loginId: 'x',
    mobileNumber: '9876543231',
    rank: 'A "B"',
    station: 'C, D',
    role: 'officer',
  } as const
  await station.call('enrolOfficer', { ...input, name: '=1+1' })
  await station.call('setSuspended', { loginId: 'officer_002', version: 1, suspended: true })
  editByHand(station, `UPDATE officer SET rank = 'Chief' WHERE login_id = 'officer_001'`)
  const file = join(temporaryFolder(), 'roster.csv')
  station.answers.save = file
  expect(okValue(await station.call('exportRoster'))).toEqual({ file: 'roster.csv' })
  expect(readFileSync(file, 'utf8')).toBe(
    `\uFEFF${[
      'login_id,name,rank,station,mobile,role,state',
      'admin_001,First Administrator,Inspector,Harbour,******3211,administrator,active',
      'officer_001,First Officer,Chief,Harbour,******3210,officer,row_changed',
      'officer_002,Second Officer,Constable,Harbour,******3220,officer,suspended',
      `x,'=1+1,"A ""B""","C, D",******3231,officer,active`,
      '',
    ].join('\r\n')}`,
  )
  expect(ledgerOf(station).slice(-2)).toMatchObject([
    { event: 'roster_export', actor: 'admin_001', outcome: 'asked' },
    { event: 'roster_export', actor: 'machine', outcome: 'exported', reason: '4 officers' },
  ])
})

test('nothing is saved where nobody chose a file, over our own files, or where nothing can be written', async () => {
  const station = await administeredStation()
  expect(okValue(await station.call('exportRoster'))).toEqual({})
  const unusable = { ok: false, code: 'file_unusable' }
  const database = readFileSync(join(station.home, 'station.db'))
  for (const name of ['station.db', 'new.csv', '../x/../y'].slice(0, 2)) {
    station.answers.save = join(station.home, name)
    expect(await station.call('exportRoster')).toEqual(unusable)
    expect(await station.call('exportLedger', { format: 'csv' })).toEqual(unusable)
  }
  expect(readFileSync(join(station.home, 'station.db')).equals(database)).toBe(true)
  expect(existsSync(join(station.home, 'new.csv'))).toBe(false)
  station.answers.save = join(temporaryFolder(), 'missing', 'roster.csv')
  expect(await station.call('exportRoster')).toEqual(unusable)
})

test('the ledger is saved with its signature, and checked, from the window', async () => {
  const station = await administeredStation()
  const file = join(temporaryFolder(), 'ledger.jsonl')
  station.answers.save = file
  expect(okValue(await station.call('exportLedger', { format: 'jsonl' }))).toEqual({ file: 'ledger.jsonl' })
  expect(existsSync(`${file}.sig`)).toBe(true)
  const { length } = ledgerOf(station)
  expect(okValue(await station.call('checkLedger'))).toEqual({ kind: 'whole', entries: length })
  editByHand(station, `UPDATE ledger SET outcome = 'refused' WHERE seq = 2`)
  expect(okValue(await station.call('checkLedger'))).toEqual({ kind: 'broken', seq: 2, why: 'changed' })
})

test.each([
  ['exportLedger', 'logout'],
  ['exportLedger', 'another session of his own'],
  ['exportRoster', 'logout'],
  ['previewRoster', 'logout'],
] as const)(
  '%s does nothing where the session ends (%s) before a file is chosen: whoever chooses it may be somebody else',
  async (call, how) => {
    const station = await administeredStation()
    const file = join(temporaryFolder(), 'file.csv')
    writeFileSync(file, 'as it was')
    let choose: (file: string) => void = () => undefined
    const chosen = new Promise<string>((done) => {
      choose = done
    })
    Object.assign(station.answers, { open: chosen, save: chosen })
    const asked =
      call === 'exportLedger' ? station.call(call, { format: 'csv' as const }) : station.call(call)
    await station.call('logout')
    await station.clock.pass(60_000)
    if (how !== 'logout') await signIn(station, administrator)
    const before = ledgerOf(station)
    choose(file)
    expect(await asked).toEqual({ ok: false, code: 'not_allowed' })
    expect(readFileSync(file, 'utf8')).toBe('as it was')
    expect(ledgerOf(station)).toEqual(before)
  },
)

test('one piece of long work at a time: a second one is busy, and the window answers meanwhile', async () => {
  const station = await administeredStation()
  const checking = station.call('checkLedger')
  await new Promise(setImmediate)
  expect(await station.call('previewRoster')).toEqual({ ok: false, code: 'busy' })
  expect(await station.call('flags')).toMatchObject({ ok: true })
  expect(await checking).toMatchObject({ ok: true })
  expect(okValue(await station.call('previewRoster'))).toEqual({ kind: 'cancelled' })
})
