import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LedgerPage } from '../../main/store/store.ts'
import { ledgerEvents } from '../../preload/administration.ts'
import { type LedgerFile, ledgerFile } from './ledger-file.ts'

const dayMs = 24 * 60 * 60 * 1000
const events = ledgerEvents.slice(0, 3)
const subjects = ['officer_001', 'officer_002']

/** Entries of every kind over some days, on some of which somebody turned the clock. */
const mixed = async (entries: number) => {
  const ledger = ledgerFile()
  const start = ledger.clock.wallMs()
  for (let n = 0; n < entries; n += 1) {
    await ledger.write(1, {
      subject: subjects[n % 2] ?? '',
      event: events[n % 3] ?? 'flag',
      outcome: `outcome ${n}`,
    })
    if (n % 5 === 0) ledger.clock.turn(dayMs / 3)
    if (n % 23 === 0) ledger.clock.turn(-dayMs)
  }
  return { ledger, start }
}

const expected = async ({ records }: LedgerFile, { before = 1e9, subject, event, day, most }: LedgerPage) =>
  (await records.ledgerSlice(0, 1e6))
    .filter(
      (row) =>
        row.seq < before &&
        (subject === undefined || row.subject === subject) &&
        (event === undefined || row.event === event) &&
        (!day || (row.at >= day.from && row.at < day.to)),
    )
    .reverse()
    .slice(0, most)
    .map(({ mac: _, ...row }) => row)

test('a page has the newest entries that fit, newest first, whatever is asked for together', async () => {
  const { ledger, start } = await mixed(700)
  const days = fc.tuple(fc.integer({ min: -1, max: 50 }), fc.integer({ min: 0, max: 9 }))
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        {
          before: fc.integer({ min: 1, max: 800 }),
          subject: fc.constantFrom(...subjects, 'nobody'),
          event: fc.constantFrom(...events, 'flag' as const),
          day: days.map(([first, long]) => ({
            from: start + first * dayMs,
            to: start + (first + long) * dayMs,
          })),
          most: fc.integer({ min: 1, max: 400 }),
        },
        { requiredKeys: ['most'] },
      ),
      async (page) => {
        expect(await ledger.records.ledgerPage(page)).toEqual(await expected(ledger, page))
      },
    ),
    { numRuns: 200 },
  )
})

test('the last page ends with the first entry, and before that there is nothing', async () => {
  const { ledger } = await mixed(10)
  const page = await ledger.records.ledgerPage({ before: 3, most: 50 })
  expect(page.map(({ seq }) => seq)).toEqual([2, 1])
  expect(await ledger.records.ledgerPage({ before: 1, most: 50 })).toEqual([])
  expect(await ledgerFile().records.ledgerPage({ most: 50 })).toEqual([])
})

test('a rare entry in a long ledger is found without the program standing still', async () => {
  const ledger = ledgerFile()
  await ledger.write(1, { event: 'unlock' })
  await ledger.write(2000)
  let turns = 0
  let on = true
  const turn = () => {
    turns += 1
    if (on) setImmediate(turn)
  }
  turn()
  const page = await ledger.records.ledgerPage({ subject: 'officer_001', event: 'unlock', most: 10 })
  on = false
  expect(page.map(({ seq }) => seq)).toEqual([1])
  expect(turns).toBeGreaterThan(4)
})

test('the newest entries of several events come in their order, the rare ones too', async () => {
  const ledger = ledgerFile()
  await ledger.write(1, { event: 'unlock' })
  await ledger.write(300)
  await ledger.write(1, { event: 'flag' })
  const newest = await ledger.records.newest(['unlock', 'flag', 'otp_send'], 3)
  expect(newest.map(({ seq }) => seq)).toEqual([302, 301, 300])
  const rare = await ledger.records.newest(['unlock', 'flag'], 3)
  expect(rare.map(({ seq, event }) => [seq, event])).toEqual([
    [302, 'flag'],
    [1, 'unlock'],
  ])
})
