import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStation } from '../../main/compose.ts'
import { createHead } from '../../main/ledger/head.ts'
import { pruneLedger, startPruning } from '../../main/ledger/prune.ts'
import { maskedLog } from '../../main/log.ts'
import { importRoster } from '../../main/roster/import-roster.ts'
import { fakeClock } from '../fake-clock.ts'
import { temporaryFolder, testConfiguration, testSealer } from '../station.ts'
import { check, type LedgerFile, ledgerFile } from './ledger-file.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Without its pauses, which only a real clock would end. */
const prune = ({ records, chain, signer, clock }: Omit<LedgerFile, 'write' | 'db'>, days = 365) =>
  pruneLedger({
    records,
    chain,
    signer,
    clock: { ...clock, after: (_ms, task) => clock.after(0, task) },
    keepMs: days * dayMs,
  })

/** So many entries a day, from a computer that is never off. */
const daily = async (ledger: LedgerFile, days: number, entries = 1) => {
  for (let day = 0; day < days; day += 1) {
    await ledger.write(entries)
    await ledger.clock.pass(dayMs)
  }
}

const numbers = ({ db }: LedgerFile) =>
  db.prepare<[], number>('SELECT seq FROM ledger ORDER BY seq').pluck().all()

const broken = (seq: number, why: string) => ({ kind: 'broken', seq, why })

test('what is older than the retention goes, all else stays, and the rest is whole from the checkpoint on', async () => {
  const ledger = ledgerFile()
  await daily(ledger, 400)
  const known = await ledger.evidence()
  expect(await prune(ledger)).toEqual({ kind: 'pruned', entries: 36 })
  expect(numbers(ledger).slice(0, 2)).toEqual([37, 38])
  expect(await check(known)).toEqual({ kind: 'whole', entries: 365 })
  expect(await ledger.records.newest(['ledger_prune'], 5)).toMatchObject([
    { actor: 'terminal', subject: 'ledger', outcome: 'pruned', reason: 'up_to 36' },
  ])
  expect(await prune(ledger)).toEqual({ kind: 'pruned', entries: 0 })
})

test('many entries go in steps, each with an entry of its own', async () => {
  const ledger = ledgerFile()
  await ledger.write(350)
  await ledger.clock.pass(400 * dayMs)
  await ledger.write(1)
  const known = await ledger.evidence()
  expect(await prune(ledger)).toEqual({ kind: 'pruned', entries: 350 })
  const told = await ledger.records.newest(['ledger_prune'], 9)
  expect(told.map(({ reason }) => reason)).toEqual(['up_to 350', 'up_to 300', 'up_to 200', 'up_to 100'])
  expect(await check(known)).toEqual({ kind: 'whole', entries: 5 })
})

test('pruning goes on from its own checkpoint, again and again', async () => {
  const ledger = ledgerFile()
  await daily(ledger, 700)
  for (let round = 0; round < 3; round += 1) {
    expect(await prune(ledger, 180)).toMatchObject({ kind: 'pruned' })
    expect(await check(await ledger.evidence())).toMatchObject({ kind: 'whole' })
    await daily(ledger, 100)
  }
})

test('which shared roster was seen last is not forgotten with its entry, for any station', async () => {
  const ledger = ledgerFile()
  const { records, clock } = ledger
  const rosterOf = (number: number) => ({ number, root: String(number).repeat(64) })
  for (const number of [1, 2, 3]) await records.seeRoster('harbour', rosterOf(number))
  await records.seeRoster('market', rosterOf(9))
  // It is no newer one.
  await records.seeRoster('harbour', rosterOf(2))
  await clock.pass(400 * dayMs)
  await ledger.write(1)
  for (let round = 0; round < 2; round += 1) {
    await prune(ledger)
    expect(await records.seenRoster('harbour')).toEqual(rosterOf(3))
    expect(await records.seenRoster('market')).toEqual(rosterOf(9))
    expect(await records.seenRoster('another')).toMatchObject({ number: 0 })
    expect(await check(await ledger.evidence())).toMatchObject({ kind: 'whole' })
    await clock.pass(400 * dayMs)
    await ledger.write(1)
  }
  expect(await records.newest(['roster_seen'], 9)).toHaveLength(2)
})

test('the newest entry stays, however old, so that numbers and chain go on', async () => {
  const ledger = ledgerFile()
  await ledger.write(3)
  await ledger.clock.pass(4000 * dayMs)
  await prune(ledger)
  expect(numbers(ledger).at(-1)).toBeGreaterThanOrEqual(3)
  await ledger.write(1)
  expect(await check(await ledger.evidence())).toMatchObject({ kind: 'whole' })
})

test('who turns the clock forward removes nothing: entries must have been there while the program ran', async () => {
  const ledger = ledgerFile()
  await daily(ledger, 40)
  ledger.clock.turn(5000 * dayMs)
  await ledger.write(1)
  expect(await prune(ledger)).toEqual({ kind: 'pruned', entries: 0 })
})

test('a computer that runs three hours a day keeps to the retention', async () => {
  const ledger = ledgerFile()
  for (let day = 0; day < 400; day += 1) {
    await ledger.write(1)
    await ledger.clock.pass(3 * 60 * 60 * 1000)
    ledger.clock.turn(21 * 60 * 60 * 1000)
  }
  expect(await prune(ledger)).toEqual({ kind: 'pruned', entries: 36 })
})

test('a clock that was wrong when an entry was written keeps nothing for ever', async () => {
  const ledger = ledgerFile()
  ledger.clock.turn(5000 * dayMs)
  await ledger.write(1)
  ledger.clock.turn(-5000 * dayMs)
  await daily(ledger, 400)
  expect(await prune(ledger)).toEqual({ kind: 'pruned', entries: 37 })
})

const pruned = async () => {
  const ledger = ledgerFile()
  await daily(ledger, 400)
  await prune(ledger)
  return { ledger, known: await ledger.evidence() }
}

test.each([
  ['a number that was changed', 'UPDATE checkpoint SET seq = 37', broken(1, 'missing')],
  ['a MAC that was changed', 'UPDATE checkpoint SET mac = randomblob(32)', broken(1, 'missing')],
  ['a signature that was changed', 'UPDATE checkpoint SET signature = randomblob(64)', broken(1, 'missing')],
  ['no signature', `UPDATE checkpoint SET signature = x''`, broken(1, 'missing')],
  ['no checkpoint at all', 'DELETE FROM checkpoint', broken(1, 'missing')],
  [
    'its next entries removed and the checkpoint moved on by hand',
    `UPDATE checkpoint SET seq = 50, mac = (SELECT mac FROM ledger WHERE seq = 50);
     DELETE FROM ledger WHERE seq <= 50`,
    broken(1, 'missing'),
  ],
  ['its next entry removed', 'DELETE FROM ledger WHERE seq = 37', broken(37, 'missing')],
  ['an old number put in again', 'UPDATE ledger SET seq = 20 WHERE seq = 40', broken(20, 'inserted')],
])('a pruned ledger with %s is broken', async (_what, sql, found) => {
  const { ledger, known } = await pruned()
  ledger.edit(sql)
  expect(await check(known)).toEqual(found)
})

test('the checkpoint of another terminal, or an older one of this terminal, fits no ledger', async () => {
  const [{ ledger, known }, other] = [await pruned(), await pruned()]
  const first = await ledger.records.checkpoint()
  const put = ledger.db.prepare('UPDATE checkpoint SET seq = @seq, mac = @mac, signature = @signature')
  put.run(await other.ledger.records.checkpoint())
  expect(await check(known)).toEqual(broken(1, 'missing'))
  put.run(first)
  await daily(ledger, 50)
  await prune(ledger)
  put.run(first)
  expect(await check(await ledger.evidence())).toEqual(broken(37, 'missing'))
})

test('a checkpoint that somebody put beside a whole ledger is named', async () => {
  const ledger = ledgerFile()
  await ledger.write(10)
  ledger.edit(`INSERT INTO checkpoint VALUES (1, 5, randomblob(32), randomblob(64))`)
  expect(await check(await ledger.evidence())).toEqual(broken(5, 'changed'))
})

test('what somebody has done to the ledger does not go with age: pruning stops before it', async () => {
  const ledger = ledgerFile()
  await daily(ledger, 400)
  ledger.edit(`UPDATE ledger SET actor = 'nobody' WHERE seq = 20`)
  expect(await prune(ledger)).toEqual({ kind: 'broken', seq: 20 })
  expect(numbers(ledger)[0]).toBe(1)
  const { ledger: other } = await pruned()
  await daily(other, 50)
  other.edit('UPDATE checkpoint SET signature = randomblob(64)')
  expect(await prune(other)).toEqual({ kind: 'broken', seq: 36 })
})

test('a check that is under way while old entries go starts over, and names none of them', async () => {
  const ledger = ledgerFile()
  await daily(ledger, 400, 2)
  const evidence = await ledger.evidence()
  let slices = 0
  const records = {
    ...evidence.records,
    ledgerSlice: async (after: number, most: number) => {
      slices += 1
      if (slices === 1) await prune(ledger)
      return evidence.records.ledgerSlice(after, most)
    },
  }
  expect(await check({ ...evidence, records })).toMatchObject({ kind: 'whole' })
})

test('a terminal that was off for a year, killed within the minute, is not blamed for what it pruned', async () => {
  const ledger = ledgerFile()
  const file = { text: undefined as string | undefined }
  const open = () =>
    createHead({
      file: {
        read: () => file.text,
        write: (text) => {
          file.text = text
        },
      },
      vault: ledger.vault,
      records: ledger.records,
      genuine: ledger.signer.isGenuine,
      clock: ledger.clock,
      log: maskedLog(() => undefined),
    })
  await ledger.write(5)
  const { accept } = await open()
  await accept()
  await daily(ledger, 50, 1)
  await ledger.clock.pass(400 * dayMs)
  await ledger.write(1)
  expect(await prune(ledger)).toMatchObject({ kind: 'pruned', entries: 55 })
  expect((await open()).state()).toBe('good')
  ledger.edit('UPDATE checkpoint SET signature = randomblob(64)')
  expect((await open()).state()).toBe('behind')
})

test('the roster is vouched for when the last entry that told of it is gone', async () => {
  const clock = fakeClock()
  const home = temporaryFolder()
  const configuration = testConfiguration()
  const log = maskedLog(() => undefined)
  const sealer = testSealer()
  const { records, chain, signer, store, roster } = await openStation({
    ...{ configuration, home, sealer, clock, log },
    machine: 'this machine',
  })
  const text =
    'login_id,name,rank,station,mobile,role\nofficer_001,A,Constable,Harbour,9876543210,administrator\n'
  await importRoster({ text, source: 'test', store, roster, progress: () => undefined })
  const [told] = await store.newest(['roster_import'], 1)
  const root = told?.reason?.match(/ root:[0-9a-f]{64}$/)?.[0]
  await clock.pass(400 * dayMs)
  await store.note({ event: 'unlock', actor: 'machine', subject: 'x', outcome: 'lifted' })
  const outcome = await pruneLedger({
    ...{ records, chain, signer, keepMs: 365 * dayMs },
    clock: { ...clock, after: (_ms, task) => clock.after(0, task) },
  })
  expect(outcome).toMatchObject({ kind: 'pruned' })
  expect(await store.newest(['roster_import'], 1)).toEqual([])
  expect((await store.newest(['ledger_prune'], 1))[0]?.reason).toMatch(new RegExp(`${root}$`))
  expect(await store.officer('officer_001')).toMatchObject({ vouched: true })
  const db = new Database(join(home, 'station.db'))
  db.exec(`UPDATE officer SET version = 9, mac = randomblob(32) WHERE login_id = 'officer_001'`)
  db.close()
  expect(await store.officer('officer_001')).toMatchObject({ vouched: false })
  store.close()
})

test('whoever sets the time of the newest entry beside a running program makes no other one old', async () => {
  const ledger = ledgerFile()
  await ledger.write(5)
  ledger.edit(`UPDATE ledger SET steady_at = steady_at + ${4000 * dayMs} WHERE seq = 5`)
  expect(await prune(ledger)).toEqual({ kind: 'broken', seq: 5 })
  expect(numbers(ledger)).toEqual([1, 2, 3, 4, 5])
})

test('a later entry that tells of the roster is not outdone by an older one that goes', async () => {
  const ledger = ledgerFile()
  const tell = (root: string) =>
    ledger.write(1, { event: 'roster_import', reason: `added 1; x root:${root.repeat(64)}` })
  await tell('a')
  await ledger.clock.pass(400 * dayMs)
  await tell('b')
  await prune(ledger)
  expect((await ledger.records.newest(['ledger_prune'], 1))[0]?.reason).toBe('up_to 1')
})

test('pruning begins after a minute and comes again each day', async () => {
  const ledger = ledgerFile()
  await daily(ledger, 365)
  const stop = startPruning({
    ...ledger,
    keepMs: 365 * dayMs,
    log: maskedLog(() => undefined),
  })
  await ledger.write(1)
  for (const first of [2, 3, 4]) {
    await ledger.write(1)
    await ledger.clock.pass(first === 2 ? 60_000 : dayMs)
    await ledger.clock.pass(1000)
    expect(numbers(ledger)[0]).toBe(first)
  }
  stop()
  await ledger.clock.pass(100 * dayMs)
  expect(numbers(ledger)[0]).toBe(4)
})
