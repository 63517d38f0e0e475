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

test.each([365 * 24 * 60 * minute * 11, -5 * minute, 5 * minute])(
  'whoever moves the offset of steady time by %i ms between two runs moves no lock, and no entry of the ledger goes',
  async (by) => {
    const before = await createTestStation()
    const { challengeId } = okValue(await before.call('sendOtp', officer))
    const otp = otherThan(lastCode(before))
    for (let n = 0; n < 3; n += 1) await before.call('verifyOtp', { challengeId, otp })
    await before.close()
    edit(before.home, `UPDATE boot SET offset_ms = offset_ms + ${by}`)
    const after = await createTestStation({ home: before.home, clock: before.clock })
    expect(await after.call('sendOtp', officer)).toEqual({ ok: false, code: 'locked', retryInMs: 5 * minute })
    await after.clock.pass(2 * minute)
    expect(await after.store.newest(['ledger_prune'], 1)).toEqual([])
  },
)
