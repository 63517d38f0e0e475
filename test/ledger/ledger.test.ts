import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createChain, type LedgerRow } from '../../main/ledger/chain.ts'
import type { Gateway } from '../../main/sms/gateway.ts'
import {
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
  type TestStation,
} from '../station.ts'

type Row = LedgerRow & { mac: Buffer }

const ledgerOf = ({ home }: Pick<TestStation, 'home'>): Row[] => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], Row>(
      'SELECT seq, at, steady_at AS steadyAt, terminal, actor, event, subject, outcome, reason, mac FROM ledger ORDER BY seq',
    )
    .all()
  db.close()
  return rows
}

/** What was written since `before` entries, in short. */
const since = (station: TestStation, before: number) =>
  ledgerOf(station)
    .slice(before)
    .map(({ event, actor, subject, outcome, reason }) => [event, actor, subject, outcome, reason])

const length = (station: TestStation) => ledgerOf(station).length

const me = 'officer_001'

/** A station whose ledger holds many kinds of entries. */
const busyStation = async () => {
  const station = await createTestStation()
  await signIn(station)
  await station.call('logout')
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  for (let by = 1; by <= 3; by += 1)
    await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station), by) })
  await station.call('sendOtp', officer)
  await station.clock.pass(130_000)
  return station
}

const expectWhole = (station: TestStation) => {
  const chain = createChain(station.keys.vault)
  let previous: Buffer = Buffer.alloc(0)
  ledgerOf(station).forEach(({ mac, ...row }, index) => {
    expect(row.seq).toBe(index + 1)
    expect(chain(previous, row).equals(mac)).toBe(true)
    previous = mac
  })
}

test('entries are numbered without gaps from 1, and each is tied to the one before; the first to none', async () => {
  const station = await busyStation()
  expect(length(station)).toBeGreaterThan(8)
  expectWhole(station)
})

test('the chain goes on over a restart, and entries of two connections make one chain', async () => {
  const station = await busyStation()
  const task = await createTestStation({ home: station.home, clock: station.clock })
  for (let round = 0; round < 3; round += 1) {
    for (const writer of [station, task]) {
      await writer.store.note({ event: 'keys_export', actor: 'machine', subject: 'x', outcome: 'exported' })
    }
  }
  await task.close()
  expectWhole(station)
})

test('an entry tells when, by UTC and by steady time, and at which terminal', async () => {
  const station = await createTestStation()
  await station.clock.pass(1234)
  const at = station.clock.wallMs()
  await station.call('sendOtp', officer)
  const [before, last] = ledgerOf(station).slice(-2)
  expect(last).toMatchObject({ at, terminal: station.keys.terminal })
  expect((last?.steadyAt ?? 0) - (before?.steadyAt ?? 0)).toBe(1234)
})

test('send, success and logout', async () => {
  const station = await createTestStation()
  const before = length(station)
  await signIn(station)
  await station.call('logout')
  expect(since(station, before)).toEqual([
    ['otp_send', me, me, 'opened', '******3210'],
    ['otp_verify', me, me, 'signed_in', 'inbox accepted 1'],
    ['session_end', me, me, 'ended', 'logout'],
  ])
})

test('a decoy, and why it is one', async () => {
  const station = await createTestStation()
  await station.roster.suspend('officer_002', 'admin_001')
  const before = length(station)
  await station.call('sendOtp', { loginId: 'nobody_knows', mobileNumber: '9876543299' })
  await station.call('sendOtp', { loginId: 'officer_001', mobileNumber: '9876543299' })
  await station.call('sendOtp', { loginId: 'officer_002', mobileNumber: '9876543220' })
  expect(since(station, before)).toEqual([
    ['otp_send', 'nobody_knows', 'nobody_knows', 'decoy', '******3299 unknown_officer'],
    ['otp_send', me, me, 'decoy', '******3299 wrong_number'],
    ['otp_send', 'officer_002', 'officer_002', 'decoy', '******3220 suspended'],
  ])
})

test('a send that a limit refuses', async () => {
  const station = await createTestStation()
  await station.call('sendOtp', officer)
  const before = length(station)
  expect(await station.call('sendOtp', officer)).toMatchObject({ code: 'too_many_requests' })
  expect(since(station, before)).toEqual([['otp_send', me, me, 'refused', '******3210 wait_limit']])
})

test('wrong tries, the lock, and what the lock then refuses', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const before = length(station)
  for (let by = 1; by <= 4; by += 1)
    await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station), by) })
  await station.call('sendOtp', officer)
  expect(since(station, before)).toEqual([
    ['otp_verify', me, me, 'wrong', 'code'],
    ['otp_verify', me, me, 'wrong', 'code'],
    ['otp_verify', me, me, 'locked', 'code 5_minutes'],
    ['flag', 'terminal', me, 'locked', '5_minutes'],
    ['otp_verify', me, me, 'refused', 'locked'],
    ['otp_send', me, me, 'refused', '******3210 locked'],
  ])
})

test('a code whose life is over, once; and a try with it', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const before = length(station)
  await station.clock.pass(120_000)
  await station.clock.pass(120_000)
  expect(since(station, before)).toEqual([['otp_expired', 'terminal', me, 'expired', 'inbox accepted 1']])
  await station.call('verifyOtp', { challengeId, otp: lastCode(station) })
  expect(since(station, before + 1)).toEqual([['otp_verify', me, me, 'refused', 'expired']])
})

test('codes that are over at the same moment, one after another: each is a commit, and the window must not stand still', async () => {
  const station = await createTestStation()
  const names = ['one', 'two', 'three']
  for (const loginId of names) await station.call('sendOtp', { ...officer, loginId })
  const before = length(station)
  const over = () => since(station, before).map(([event, , subject]) => [event, subject])
  await station.clock.pass(120_000)
  expect(over()).toEqual([['otp_expired', 'one']])
  await station.clock.pass(10)
  expect(over()).toEqual([
    ['otp_expired', 'one'],
    ['otp_expired', 'two'],
  ])
  await station.clock.pass(10)
  expect(over()).toEqual(names.map((name) => ['otp_expired', name]))
})

test('a code that was used, or replaced by a newer one, does not expire later', async () => {
  const station = await createTestStation()
  await station.call('sendOtp', officer)
  await station.clock.pass(40_000)
  await signIn(station)
  const before = length(station)
  await station.clock.pass(130_000)
  expect(since(station, before)).toEqual([])
})

test('a try with a code that a newer one has replaced', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const otp = lastCode(station)
  await station.clock.pass(40_000)
  await station.call('sendOtp', officer)
  const before = length(station)
  await station.call('verifyOtp', { challengeId, otp })
  expect(since(station, before)).toEqual([['otp_verify', me, me, 'refused', 'superseded']])
})

test('a session that ends by idleness, and one that ends with the shift', async () => {
  const station = await createTestStation()
  await signIn(station)
  const before = length(station)
  station.presence.idleForMs = 10 * 60 * 60 * 1000
  await station.clock.pass(15 * 60 * 1000)
  expect(since(station, before)).toEqual([['session_end', 'terminal', me, 'ended', 'idle']])
  station.presence.idleForMs = 0
  await signIn(station)
  const again = length(station)
  await station.clock.pass(8 * 60 * 60 * 1000)
  expect(since(station, again)).toEqual([['session_end', 'terminal', me, 'ended', 'expired']])
}, 30_000)

test('a sign-in that ends the session before it', async () => {
  const station = await createTestStation()
  await signIn(station)
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const before = length(station)
  await station.call('verifyOtp', { challengeId, otp: lastCode(station) })
  expect(since(station, before)).toEqual([
    ['otp_verify', me, me, 'signed_in', 'inbox accepted 2'],
    ['session_end', 'terminal', me, 'ended', 'elsewhere'],
  ])
})

test('a restart that ends a session and voids a code', async () => {
  const station = await createTestStation()
  await signIn(station)
  await station.call('sendOtp', { loginId: 'officer_002', mobileNumber: '9876543220' })
  const before = length(station)
  await createTestStation({ home: station.home, clock: station.clock })
  expect(since(station, before)).toEqual([
    ['session_end', 'terminal', me, 'ended', 'restart'],
    ['otp_void', 'terminal', 'officer_002', 'ended', 'restart'],
  ])
})

test('an SMS that nobody took, or that may still arrive', async () => {
  const answers: Awaited<ReturnType<Gateway['send']>>[] = [
    { kind: 'refused', reason: 'quota' },
    { kind: 'unknown', reason: 'network' },
  ]
  const gateway: Gateway = {
    name: 'g',
    send: async () => answers.shift() ?? { kind: 'accepted', reference: 'r' },
  }
  const station = await createTestStation({ gateways: [gateway] })
  const before = length(station)
  await station.call('sendOtp', officer)
  await station.clock.pass(2000)
  await station.call('sendOtp', officer)
  await station.clock.pass(2000)
  expect(since(station, before)).toEqual([
    ['otp_send', me, me, 'opened', '******3210'],
    ['otp_delivery', 'terminal', me, 'failed', 'g refused quota'],
    ['otp_send', me, me, 'opened', '******3210'],
    ['otp_delivery', 'terminal', me, 'may_still_arrive', 'g unknown network'],
  ])
})

test('changes of the roster', async () => {
  const station = await createTestStation()
  expect(since(station, 0)).toEqual([
    [
      'roster_import',
      'test',
      'roster',
      'imported',
      expect.stringMatching(
        /^added 3, changed 0, unchanged 0; officer_001 officer_002 admin_001 root:[0-9a-f]{64}$/,
      ),
    ],
  ])
  await station.roster.suspend('officer_001', 'admin_001')
  expect(since(station, 1)).toEqual([
    [
      'officer_change',
      'admin_001',
      me,
      'suspended',
      expect.stringMatching(/^suspended officer \*{6}3210 v2 root:[0-9a-f]{64}$/),
    ],
  ])
})

test('a session that is looked at, and a mistyped field, leave no entry', async () => {
  const station = await createTestStation()
  await signIn(station)
  const before = length(station)
  await station.call('session')
  await station.call('sendOtp', { loginId: '?', mobileNumber: '9876543210' })
  await station.call('sendOtp', { loginId: 'officer_001', mobileNumber: '123' })
  await station.call('verifyOtp', { challengeId: 'x', otp: 'letters' })
  expect(since(station, before)).toEqual([])
})

test.each([
  '9876543299',
  '98765-43299',
  '987-654-3299',
  '9876.5432.99',
  '+91 98765 43299',
  '௯௮௭௬௫௪௩௨௯௯',
  '004217',
  '004-217',
  '00.42.17',
])(
  'a mobile number or a code that somebody types as his login ID (%s) is not in the ledger',
  async (typed) => {
    const station = await createTestStation()
    const before = length(station)
    await station.call('sendOtp', { loginId: typed, mobileNumber: '9876543299' })
    const text = JSON.stringify(since(station, before)).replaceAll(/[^\d]/g, '')
    // The masked number shows its last four digits.
    expect(text).not.toMatch(/98765432|004217/)
  },
)

test('an SMS that a second gateway took, after the first refused it', async () => {
  const first: Gateway = {
    name: 'first',
    send: async () => ({ kind: 'refused', reason: 'quota', code: '9' }),
  }
  const second: Gateway = { name: 'second', send: async () => ({ kind: 'accepted', reference: 'r' }) }
  const station = await createTestStation({ gateways: [first, second] })
  const before = length(station)
  await station.call('sendOtp', officer)
  await station.clock.pass(2000)
  expect(since(station, before)).toEqual([
    ['otp_send', me, me, 'opened', '******3210'],
    ['otp_delivery', 'terminal', me, 'handed_over', 'first refused quota 9, second accepted r'],
  ])
})
