import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createTestStation, lastCode, officer, okValue, otherThan } from '../station.ts'

const minute = 60_000

/** What somebody with an SQLite tool does beside the running program. */
const edit = (home: string, statement: string) => {
  const db = new Database(join(home, 'station.db'))
  db.exec(statement)
  db.close()
}

test.each(["X'00'", "X''", 'zeroblob(32)', 'zeroblob(64)'])(
  'an officer whose row has the MAC %s gets the answer of a stranger, and no SMS',
  async (mac) => {
    const station = await createTestStation()
    edit(station.home, `UPDATE officer SET mac = ${mac} WHERE login_id = 'officer_001'`)
    expect(await station.call('sendOtp', officer)).toMatchObject({ ok: true })
    expect(station.inbox).toEqual([])
  },
)

test('a try at a challenge whose digest was cut short is counted, and wrong', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  edit(station.home, `UPDATE challenge SET digest = X'00'`)
  const otp = otherThan(lastCode(station))
  const tries = []
  for (let n = 0; n < 3; n += 1) tries.push(await station.call('verifyOtp', { challengeId, otp }))
  expect(tries.map((answer) => (answer.ok ? 'ok' : answer.code))).toEqual([
    'wrong_otp',
    'wrong_otp',
    'locked',
  ])
})

const elevenYears = 11 * 365 * 24 * 60 * minute

test.each([
  `UPDATE boot SET offset_ms = offset_ms + ${elevenYears}`,
  `UPDATE boot SET offset_ms = offset_ms + ${5 * minute}`,
  `UPDATE boot SET offset_ms = offset_ms - ${5 * minute}`,
  'DELETE FROM boot',
  `UPDATE ledger SET steady_at = steady_at + ${elevenYears} WHERE seq = (SELECT max(seq) FROM ledger)`,
  `UPDATE ledger SET steady_at = steady_at + ${elevenYears}`,
])(
  'whoever sets steady time between two runs (%s) ends no lock, and no entry of the ledger goes',
  async (sql) => {
    const before = await createTestStation()
    const { challengeId } = okValue(await before.call('sendOtp', officer))
    const otp = otherThan(lastCode(before))
    for (let n = 0; n < 3; n += 1) await before.call('verifyOtp', { challengeId, otp })
    await before.close()
    edit(before.home, sql)
    const after = await createTestStation({ home: before.home, clock: before.clock })
    const answer = await after.call('sendOtp', officer)
    expect(answer).toMatchObject({ ok: false, code: 'locked' })
    expect('retryInMs' in answer ? answer.retryInMs : 0).toBeGreaterThanOrEqual(5 * minute)
    await after.clock.pass(2 * minute)
    expect(await after.store.newest(['ledger_prune'], 1)).toEqual([])
  },
)
