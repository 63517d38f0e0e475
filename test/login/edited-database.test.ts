import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createTestStation, lastCode, officer, okValue, otherThan } from '../station.ts'

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
