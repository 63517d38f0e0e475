import { expect, test } from 'vitest'
import { verifyLedger } from '../../main/ledger/verify.ts'
import { anEntry, check, type LedgerFile, ledgerFile } from './ledger-file.ts'

/** Ten entries; every check gets the head that was known before somebody came. */
const tenEntries = async () => {
  const ledger = ledgerFile()
  await ledger.write(9)
  const { reason: _, ...bare } = anEntry
  await ledger.records.note(bare)
  return { ...ledger, known: await ledger.evidence() }
}

const after = async (sql: string) => {
  const { edit, known } = await tenEntries()
  edit(sql)
  return check(known)
}

const broken = (seq: number, why: string) => ({ kind: 'broken', seq, why })

test('a ledger that nobody touched is whole, an empty one too, and one that went on since its head was kept', async () => {
  const { known, write } = await tenEntries()
  expect(await check(known)).toEqual({ kind: 'whole', entries: 10 })
  await write(3)
  expect(await check(known)).toEqual({ kind: 'whole', entries: 13 })
  expect(await check(await ledgerFile().evidence())).toEqual({ kind: 'whole', entries: 0 })
})

test.each([
  ['at', 'at + 1'],
  ['steady_at', 'steady_at - 1'],
  ['terminal', `'another'`],
  ['actor', `'officer_002'`],
  ['event', `'otp_void'`],
  ['subject', `'officer_002'`],
  ['outcome', `'decoy'`],
  ['reason', `'another'`],
  ['reason', `''`],
  ['reason', 'NULL'],
  ['mac', `randomblob(32)`],
  ['mac', `x''`],
])('an entry whose %s was changed to %s is named', async (field, value) => {
  for (const seq of [1, 7, 9]) {
    expect(await after(`UPDATE ledger SET ${field} = ${value} WHERE seq = ${seq}`)).toEqual(
      broken(seq, 'changed'),
    )
  }
})

test('the newest entry is named when it was changed, and a reason that was put where there was none', async () => {
  expect(await after(`UPDATE ledger SET actor = 'x' WHERE seq = 10`)).toEqual(broken(10, 'changed'))
  expect(await after(`UPDATE ledger SET reason = '' WHERE seq = 10`)).toEqual(broken(10, 'changed'))
})

test('the first of several is named, also in a ledger of many slices', async () => {
  const ledger = ledgerFile()
  await ledger.write(700)
  const known = await ledger.evidence()
  for (const seq of [601, 600, 401, 400, 399, 201, 200, 2]) {
    ledger.edit(`UPDATE ledger SET outcome = 'decoy' WHERE seq = ${seq}`)
    expect(await check(known)).toEqual(broken(seq, 'changed'))
  }
})

test('an entry that was deleted is named, the first one and several in a row too', async () => {
  expect(await after('DELETE FROM ledger WHERE seq = 7')).toEqual(broken(7, 'missing'))
  expect(await after('DELETE FROM ledger WHERE seq IN (5, 6, 8)')).toEqual(broken(5, 'missing'))
  expect(await after('DELETE FROM ledger WHERE seq = 1')).toEqual(broken(1, 'missing'))
})

const renumber = (from: number, by: number) => `
  UPDATE ledger SET seq = -seq WHERE seq >= ${from};
  UPDATE ledger SET seq = ${by} - seq WHERE seq < 0;`

test('an entry that was deleted is named where all later ones were numbered anew', async () => {
  expect(await after(`DELETE FROM ledger WHERE seq = 7; ${renumber(8, -1)}`)).toEqual(broken(7, 'missing'))
  expect(await after(`DELETE FROM ledger WHERE seq = 1; ${renumber(2, -1)}`)).toEqual(broken(1, 'missing'))
})

const forged = (seq: number) => `
  INSERT INTO ledger
  SELECT ${seq}, at, steady_at, terminal, 'admin_001', event, subject, outcome, reason, randomblob(32)
  FROM ledger LIMIT 1;`

test('an entry that was put in is named', async () => {
  expect(await after(renumber(7, 1) + forged(7))).toEqual(broken(7, 'inserted'))
  expect(await after(renumber(1, 1) + forged(1))).toEqual(broken(1, 'inserted'))
  for (const seq of [0, -5]) expect(await after(forged(seq))).toEqual(broken(seq, 'inserted'))
})

test('an entry that was put behind the newest one is named, whatever its number', async () => {
  expect(await after(forged(11))).toEqual(broken(11, 'changed'))
  for (const seq of ['12', '9007199254740993', '9223372036854775807']) {
    expect(await after(forged(0).replace('SELECT 0', `SELECT ${seq}`))).toEqual(broken(11, 'missing'))
  }
})

const swap = (a: number, b: number) => `
  UPDATE ledger SET seq = -1 WHERE seq = ${a};
  UPDATE ledger SET seq = ${a} WHERE seq = ${b};
  UPDATE ledger SET seq = ${b} WHERE seq = -1;`

test('the first of two entries that changed places is named', async () => {
  expect(await after(swap(4, 8))).toMatchObject({ kind: 'broken', seq: 4 })
  expect(await after(swap(6, 7))).toMatchObject({ kind: 'broken', seq: 6 })
  expect(await after(swap(1, 10))).toMatchObject({ kind: 'broken', seq: 1 })
})

test('a ledger that was cut off is told by its head, and where it ends now', async () => {
  expect(await after('DELETE FROM ledger WHERE seq > 7')).toEqual(broken(8, 'cut_off'))
  expect(await after('DELETE FROM ledger WHERE seq > 9')).toEqual(broken(10, 'cut_off'))
  expect(await after('DELETE FROM ledger')).toEqual(broken(1, 'cut_off'))
})

test('without its head nobody can say that nothing was cut off', async () => {
  const { known } = await tenEntries()
  expect(await check({ ...known, head: undefined })).toEqual(broken(11, 'cut_off'))
})

test('a file of another terminal is another ledger', async () => {
  const [here, there] = [await tenEntries(), await tenEntries()]
  await there.write(30)
  expect(await check({ ...here.known, records: there.records })).toEqual(broken(1, 'other_ledger'))
})

const putBack = async (ledger: LedgerFile, upTo: number, anew: number) => {
  ledger.edit(`DELETE FROM ledger WHERE seq > ${upTo}`)
  await ledger.write(anew, { outcome: 'decoy' })
}

test('an older copy that has gone on past the head is another ledger from there', async () => {
  const { known, ...ledger } = await tenEntries()
  await putBack(ledger, 7, 5)
  expect(await check(known)).toEqual(broken(10, 'other_ledger'))
  await putBack(ledger, 7, 3)
  expect(await check(known)).toEqual(broken(10, 'other_ledger'))
  await putBack(ledger, 7, 2)
  expect(await check(known)).toEqual(broken(10, 'cut_off'))
})

test('a check tells how far it is, from the beginning to the end', async () => {
  const ledger = ledgerFile()
  await ledger.write(500)
  const told: [number, number][] = []
  await verifyLedger(await ledger.evidence(), (done, of) => told.push([done, of]))
  expect(told).toEqual([
    [0, 500],
    [200, 500],
    [400, 500],
    [500, 500],
  ])
})
