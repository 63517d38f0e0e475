import { cpSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { runTask } from '../../main/tasks/run-task.ts'
import { administeredStation, editByHand, ledgerOf, lineOf } from '../admin/administrator.ts'
import {
  administrator,
  createTestStation,
  officer,
  okValue,
  signIn,
  type TestStation,
  temporaryFolder,
} from '../station.ts'

const second = { loginId: 'officer_002', mobileNumber: '9876543220' }

/** A self-test as a program of its own: what the window remembers does not help it. */
const selftest = async ({ home, clock }: TestStation) => {
  const station = await createTestStation({ home, clock })
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await runTask(
    { name: 'selftest' },
    { station, print, readInput: async () => '', development: true },
  )
  await station.close()
  return { code, said: lines.join('\n') }
}

/** Nothing helps him: no SMS, one entry that says why, a flag, and a self-test that is red and names him. */
const expectShutOut = async (station: TestStation, who = officer) => {
  const sms = station.inbox.length
  expect(await station.call('sendOtp', who)).toMatchObject({ ok: true })
  expect(station.inbox).toHaveLength(sms)
  expect(ledgerOf(station)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        event: 'otp_send',
        subject: who.loginId,
        outcome: 'decoy',
        reason: expect.stringMatching(/ row_changed$/),
      }),
    ]),
  )
  await signIn(station, administrator)
  expect(okValue(await station.call('flags'))).toContainEqual(
    expect.objectContaining({ kind: 'row_changed', subject: who.loginId }),
  )
  expect(await selftest(station)).toEqual({
    code: 2,
    said: expect.stringContaining(`red: somebody has changed the roster by hand: ${who.loginId}\n`),
  })
}

describe('an officer whose row somebody changed with an SQLite tool cannot sign in:', () => {
  test('another number, taken from a row that the program wrote', async () => {
    const station = await createTestStation()
    const from = `(SELECT mobile FROM officer WHERE login_id = 'officer_002')`
    editByHand(station, `UPDATE officer SET mobile = ${from} WHERE login_id = 'officer_001'`)
    await expectShutOut(station)
    const stolen = { ...officer, mobileNumber: second.mobileNumber }
    const sms = station.inbox.length
    await station.call('sendOtp', stolen)
    expect(station.inbox).toHaveLength(sms)
  })

  test.each([
    ['another role', `role = 'administrator'`],
    ['another name', `name = 'Somebody Else'`],
    ['another station', `station = 'Elsewhere'`],
    ['another version', 'version = 2'],
  ])('%s', async (_what, change) => {
    const station = await createTestStation()
    editByHand(station, `UPDATE officer SET ${change} WHERE login_id = 'officer_001'`)
    await expectShutOut(station)
  })

  test('suspended, made active', async () => {
    const station = await createTestStation()
    await station.roster.suspend('officer_001', 'admin_001')
    editByHand(station, `UPDATE officer SET state = 'active' WHERE login_id = 'officer_001'`)
    await expectShutOut(station)
  })

  test('the row of another terminal', async () => {
    const [station, other] = [await createTestStation(), await createTestStation()]
    const { row } = await other.store.officer('officer_001')
    editByHand(
      station,
      `UPDATE officer SET mobile = ?, mac = ? WHERE login_id = 'officer_001'`,
      row?.mobile,
      row?.mac,
    )
    await expectShutOut(station)
  })

  test('an older copy of his own row, from before he was suspended', async () => {
    const station = await createTestStation()
    const db = new Database(join(station.home, 'station.db'))
    const old = db.prepare(`SELECT * FROM officer WHERE login_id = 'officer_001'`).get() as Record<
      string,
      unknown
    >
    db.close()
    await station.roster.suspend('officer_001', 'admin_001')
    editByHand(
      station,
      `UPDATE officer SET state = ?, version = ?, mac = ? WHERE login_id = 'officer_001'`,
      old.state,
      old.version,
      old.mac,
    )
    await expectShutOut(station)
  })

  test('… while everybody else signs in', async () => {
    const station = await createTestStation()
    editByHand(station, `UPDATE officer SET role = 'administrator' WHERE login_id = 'officer_001'`)
    expect(await signIn(station, second)).toBeTruthy()
  })
})

test('a row that was taken out shuts its officer out, names him in the self-test, and cannot be enrolled over', async () => {
  const station = await administeredStation()
  editByHand(station, `DELETE FROM officer WHERE login_id = 'officer_001'`)
  const details = { name: 'A', rank: 'B', station: 'C', role: 'administrator' } as const
  const input = { ...officer, mobileNumber: '9876543299', ...details }
  expect(await station.call('enrolOfficer', input)).toEqual({ ok: false, code: 'already_enrolled' })
  const sms = station.inbox.length
  await station.call('sendOtp', officer)
  expect(station.inbox).toHaveLength(sms)
  expect((await selftest(station)).said).toContain('changed the roster by hand: officer_001\n')
})

test('administrators see such a row, and no button of theirs signs it anew', async () => {
  const station = await administeredStation()
  editByHand(station, `UPDATE officer SET role = 'administrator' WHERE login_id = 'officer_001'`)
  const seen = { loginId: 'officer_001', version: 1 }
  expect(await lineOf(station, 'officer_001')).toMatchObject({ intact: false })
  const stale = { ok: false, code: 'stale' }
  const details = { name: 'A', rank: 'B', station: 'C', role: 'administrator' } as const
  expect(await station.call('editOfficer', { ...seen, ...details })).toEqual(stale)
  expect(await station.call('setSuspended', { ...seen, suspended: true })).toEqual(stale)
  const mobile = { ...seen, mobileNumber: '9876543299', challengeId: 'x', otp: '123456' }
  expect(await station.call('changeMobile', mobile)).toEqual(stale)
  expect(await station.call('makeRescueCode', { loginId: 'officer_001' })).toMatchObject({ ok: false })
})

test('an older copy of a row is not intact either', async () => {
  const station = await administeredStation()
  const { row } = await station.store.officer('officer_001')
  await station.roster.suspend('officer_001', 'admin_001')
  editByHand(
    station,
    `UPDATE officer SET state = 'active', version = 1, mac = ? WHERE login_id = 'officer_001'`,
    row?.mac,
  )
  expect(await lineOf(station, 'officer_001')).toMatchObject({ intact: false, state: 'active' })
})

test('an officer whose row is tried again and again raises one flag a minute', async () => {
  const station = await createTestStation()
  editByHand(station, `UPDATE officer SET name = 'x' WHERE login_id = 'officer_001'`)
  for (let n = 0; n < 6; n += 1) {
    await station.call('sendOtp', officer)
    await station.clock.pass(15_000)
  }
  expect(ledgerOf(station).filter(({ event }) => event === 'flag')).toHaveLength(2)
})

test('his row, changed while his code is on its way, signs him in no more', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const otp = station.inbox.at(-1)?.text.match(/OTP: (\d{6})/)?.[1] ?? ''
  editByHand(station, `UPDATE officer SET mac = zeroblob(32) WHERE login_id = 'officer_001'`)
  expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: false })
})

describe('an older copy of the whole database', () => {
  /** A station that somebody gave an older database, with the program closed. */
  const restored = async () => {
    const before = await createTestStation()
    const { home, clock } = before
    await before.close()
    const copy = temporaryFolder()
    cpSync(join(home, 'station.db'), join(copy, 'station.db'))
    const later = await createTestStation({ home, clock })
    await later.roster.suspend('officer_002', 'admin_001')
    await later.close()
    cpSync(join(copy, 'station.db'), join(home, 'station.db'))
    return createTestStation({ home, clock })
  }

  test('is noticed at start: until an administrator accepts it, nobody else signs in', async () => {
    const station = await restored()
    expect(okValue(await station.call('about')).warnings).toEqual(['records_older'])
    await station.call('sendOtp', officer)
    await station.call('sendOtp', second)
    expect(station.inbox).toEqual([])
    expect(ledgerOf(station)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'flag', outcome: 'ledger_behind' }),
        expect.objectContaining({ subject: 'officer_001', reason: '******3210 records_older' }),
      ]),
    )
    expect(await selftest(station)).toMatchObject({
      code: 2,
      said: expect.stringContaining('red: the ledger is older than it was'),
    })
    await signIn(station, administrator)
    expect(okValue(await station.call('flags'))).toContainEqual(
      expect.objectContaining({ kind: 'ledger_behind' }),
    )
    expect(await station.call('acceptLedger')).toEqual({ ok: true, value: null })
    expect(station.notices).toContainEqual({ kind: 'about_changed' })
    expect(okValue(await station.call('about')).warnings).toEqual([])
    expect(ledgerOf(station).at(-1)).toMatchObject({ event: 'ledger_accept', actor: 'admin_001' })
    await station.clock.pass(60_000)
    expect(await signIn(station)).toBeTruthy()
  })

  test('beside a running program is told to its window within a minute', async () => {
    const station = await administeredStation()
    await station.clock.pass(60_000)
    editByHand(station, 'DELETE FROM ledger WHERE seq > 1')
    const before = station.notices.length
    await station.clock.pass(60_000)
    expect(station.notices.slice(before)).toContainEqual({ kind: 'about_changed' })
    expect(okValue(await station.call('about')).warnings).toEqual(['records_older'])
  })

  test('is still older after another start, and good after one that follows the acceptance', async () => {
    const station = await restored()
    await station.close()
    const again = await createTestStation({ home: station.home, clock: station.clock })
    expect(okValue(await again.call('about')).warnings).toEqual(['records_older'])
    await signIn(again, administrator)
    await again.call('acceptLedger')
    await again.close()
    const last = await createTestStation({ home: station.home, clock: station.clock })
    expect(okValue(await last.call('about')).warnings).toEqual([])
    expect((await selftest(last)).said).toContain('green: the ledger goes on from where it was')
  })

  test('that nobody replaced is accepted without an entry', async () => {
    const station = await administeredStation()
    const before = ledgerOf(station)
    expect(await station.call('acceptLedger')).toEqual({ ok: true, value: null })
    expect(ledgerOf(station)).toEqual(before)
  })
})
