import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTask, type StationTask } from '../../main/tasks/run-task.ts'
import { editByHand, ledgerOf } from '../admin/administrator.ts'
import {
  administrator,
  createTestStation,
  officer,
  okValue,
  signIn,
  type TestStation,
  temporaryFolder,
} from '../station.ts'

/** Runs a task; answers its exit code and all that it printed. */
const run = async (station: TestStation, task: StationTask) => {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await runTask(task, { station, print, readInput: async () => '', development: true })
  return { code, lines, said: lines.join('\n') }
}

const head = 'login_id,name,rank,station,mobile,role\n'
const newFile = (text?: string) => {
  const file = join(temporaryFolder(), 'officers.csv')
  if (text !== undefined) writeFileSync(file, text)
  return file
}
const rows =
  'officer_001,Renamed,Sub-Inspector,Harbour,9876543210,officer\nnew,N,C,Harbour,9876543230,officer\n'

test('setup-code prints a code of eight digits with which the first administrator enrols himself', async () => {
  const station = await createTestStation({ officers: '' })
  const { code, lines } = await run(station, { name: 'setup-code' })
  expect(code).toBe(0)
  expect(lines).toEqual([
    expect.stringMatching(/^Set-up code: \d{4} \d{4}$/),
    'It works once, for 10 minutes and 3 tries, in the window of this computer.',
  ])
  expect(ledgerOf(station)).toMatchObject([{ event: 'set_up_code', actor: 'machine', outcome: 'made' }])
  const typed = lines[0]?.replace('Set-up code: ', '') ?? ''
  const me = { loginId: 'chief', mobileNumber: '9876543201', name: 'A', rank: 'B', station: 'C' }
  expect(await station.call('setUp', { ...me, code: typed })).toEqual({ ok: true, value: null })
})

test('setup-code makes none where anybody is on the roster, and ends with 1', async () => {
  const station = await createTestStation()
  const before = ledgerOf(station)
  const { code, said } = await run(station, { name: 'setup-code' })
  expect(code).toBe(1)
  expect(said).not.toMatch(/\d{4}/)
  expect(ledgerOf(station)).toEqual(before)
})

test('rescue-code prints the code with which an officer signs in without an SMS', async () => {
  const station = await createTestStation()
  const { code, lines } = await run(station, { name: 'rescue-code', loginId: ' OFFICER_001' })
  expect(code).toBe(0)
  const otp = lines[0]?.match(/^Rescue code for officer_001: (\d{6})$/)?.[1] ?? ''
  expect(lines[1]).toBe('It works once, for 10 minutes, at any terminal of this roster.')
  expect(ledgerOf(station).slice(-2)).toMatchObject([
    { event: 'rescue_code', actor: 'machine', subject: 'officer_001' },
    { event: 'flag', outcome: 'rescue_code', reason: 'by machine' },
  ])
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: true })
  expect(station.inbox).toEqual([])
})

test('rescue-code makes none for nobody, a suspended officer or a row that was changed by hand, and ends with 1', async () => {
  const station = await createTestStation()
  await station.roster.suspend('officer_002', 'admin_001')
  editByHand(station, `UPDATE officer SET name = 'x' WHERE login_id = 'officer_001'`)
  const before = ledgerOf(station)
  for (const loginId of ['nobody', 'officer_001', 'officer_002', 'not a login ID!']) {
    const { code, said } = await run(station, { name: 'rescue-code', loginId })
    expect(code).toBe(1)
    expect(said).not.toMatch(/\d{6}/)
  }
  expect(ledgerOf(station)).toEqual(before)
})

test('--preview says what an import would do, and does nothing', async () => {
  const station = await createTestStation()
  const before = ledgerOf(station)
  const file = newFile(head + rows)
  const sha256 = createHash('sha256')
    .update(head + rows)
    .digest('hex')
  expect(await run(station, { name: 'import-roster', file, preview: true })).toMatchObject({
    code: 0,
    lines: [
      'would add new',
      'would change officer_001',
      'It would add 1, change 1, leave 0. Nothing was changed.',
      `To import this file and no other: --expect ${sha256}`,
    ],
  })
  const bad = newFile(`${head}a,,C,Harbour,9876543210,officer\n`)
  expect(await run(station, { name: 'import-roster', file: bad, preview: true })).toMatchObject({ code: 1 })
  expect(ledgerOf(station)).toEqual(before)
})

test('--expect imports the file of that SHA-256 and no other', async () => {
  const station = await createTestStation()
  const file = newFile(head + rows)
  const expected = createHash('sha256')
    .update(head + rows)
    .digest('hex')
  const before = ledgerOf(station)
  const other = await run(station, { name: 'import-roster', file, expect: 'a'.repeat(64) })
  expect(other).toMatchObject({ code: 1, said: expect.stringContaining(`its SHA-256 is ${expected}`) })
  expect(ledgerOf(station)).toEqual(before)
  const task = { name: 'import-roster', file, expect: expected.toUpperCase() } as const
  expect(await run(station, task)).toMatchObject({ code: 0 })
})

test('an import that would leave no administrator is refused, and ends with 1', async () => {
  const station = await createTestStation()
  const file = newFile(`${head}admin_001,First Administrator,Inspector,Harbour,9876543211,officer\n`)
  const { code, said } = await run(station, { name: 'import-roster', file })
  expect(code).toBe(1)
  expect(said).toContain('Nobody would be left who may administer')
})

test('an administrator whose row was changed by hand comes back suspended while there is another one, who resumes him', async () => {
  const station = await createTestStation()
  const file = newFile(`${head}admin_001,First Administrator,Inspector,Harbour,9876543211,administrator
admin_002,Second,Inspector,Harbour,9876543222,administrator\n`)
  await run(station, { name: 'import-roster', file })
  editByHand(station, `UPDATE officer SET name = 'x' WHERE login_id = 'admin_001'`)
  expect(await run(station, { name: 'import-roster', file })).toMatchObject({ code: 0 })
  await signIn(station, { loginId: 'admin_002', mobileNumber: '9876543222' })
  const { row } = await station.store.officer('admin_001')
  expect(row).toMatchObject({ state: 'suspended', name: 'First Administrator' })
  const resumed = { loginId: 'admin_001', version: row?.version ?? 0, suspended: false }
  expect(await station.call('setSuspended', resumed)).toMatchObject({ ok: true })
  await signIn(station, administrator)
})

test('export-roster writes every number masked, or says that it cannot write', async () => {
  const station = await createTestStation()
  const file = newFile()
  expect(await run(station, { name: 'export-roster', file })).toMatchObject({
    code: 0,
    said: `${file} holds 3 officers.`,
  })
  expect(readFileSync(file, 'utf8')).toContain(
    'officer_001,First Officer,Sub-Inspector,Harbour,******3210,officer,active',
  )
  const nowhere = join(temporaryFolder(), 'missing', 'roster.csv')
  expect(await run(station, { name: 'export-roster', file: nowhere })).toMatchObject({ code: 1 })
  expect(existsSync(nowhere)).toBe(false)
})

test('selftest is amber where nobody is on the roster, and says what to do', async () => {
  const station = await createTestStation({ officers: '' })
  const { code, said } = await run(station, { name: 'selftest' })
  expect(code).toBe(1)
  expect(said).toMatch(/amber: nobody is on the roster: .*--setup-code/)
})

test('selftest is amber where no administrator is active', async () => {
  const officers = `${head}officer_001,First Officer,Sub-Inspector,Harbour,9876543210,officer\n`
  const station = await createTestStation({ officers })
  expect((await run(station, { name: 'selftest' })).said).toContain('amber: no administrator is active')
})

test('selftest names ten of the rows that somebody changed by hand, and how many more there are', async () => {
  const station = await createTestStation({
    officers: `${head}${Array.from({ length: 12 }, (_, n) => `many_${10 + n},N,C,Harbour,98765432${10 + n},officer\n`).join('')}`,
  })
  editByHand(station, `UPDATE officer SET rank = 'Chief'`)
  const { code, said } = await run(station, { name: 'selftest' })
  expect(code).toBe(2)
  expect(said).toMatch(/red: somebody has changed the roster by hand: many_10( many_\d+){9} and 2 more/)
})
