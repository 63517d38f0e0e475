import { describe, expect, test } from 'vitest'
import {
  administrator,
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
} from '../station.ts'
import { administeredStation, confirmation, ledgerOf, lineOf } from './administrator.ts'

const details = { name: 'Third Officer', rank: 'Constable', station: 'Fort' }
const third = { loginId: 'officer_003', mobileNumber: '98765 43230' }
const done = { ok: true, value: null }

describe('looking for officers', () => {
  test('finds them by part of the login ID, the name or the station, capitals or not', async () => {
    const { call } = await administeredStation()
    const found = async (text: string) =>
      okValue(await call('findOfficers', { text, after: '' })).officers.map(({ loginId }) => loginId)
    expect(await found('CER_00')).toEqual(['officer_001', 'officer_002'])
    expect(await found(' second ')).toEqual(['officer_002'])
    expect(await found('harb')).toEqual(['admin_001', 'officer_001', 'officer_002'])
    expect(await found('')).toHaveLength(3)
    expect(await found('nobody')).toEqual([])
  })

  test('shows all of an officer but his number', async () => {
    expect(await lineOf(await administeredStation(), 'officer_001')).toEqual({
      loginId: 'officer_001',
      name: 'First Officer',
      rank: 'Sub-Inspector',
      station: 'Harbour',
      role: 'officer',
      maskedNumber: '******3210',
      state: 'active',
      version: 1,
      intact: true,
    })
  })

  test('shows fifty at a time, and the next ones behind the last', async () => {
    const officers = `login_id,name,rank,station,mobile,role
admin_001,First Administrator,Inspector,Harbour,9876543211,administrator
${Array.from({ length: 120 }, (_, n) => `many_${String(n).padStart(3, '0')},Many,Constable,Fort,9876500${100 + n},officer`).join('\n')}
`
    const { call } = await administeredStation({ officers })
    const seen: string[] = []
    for (let more = true; more; ) {
      const page = okValue(await call('findOfficers', { text: 'fort', after: seen.at(-1) ?? '' }))
      expect(page.officers.length).toBeLessThanOrEqual(50)
      seen.push(...page.officers.map(({ loginId }) => loginId))
      more = page.more
    }
    expect(seen).toHaveLength(120)
    expect(new Set(seen).size).toBe(120)
  })
})

describe('enrolling', () => {
  test('an officer who was just enrolled signs in, and the ledger tells who enrolled him', async () => {
    const station = await administeredStation()
    const input = { ...third, loginId: ' OFFICER_003', role: 'officer', ...details } as const
    expect(await station.call('enrolOfficer', input)).toEqual(done)
    expect(ledgerOf(station).at(-1)).toMatchObject({
      event: 'officer_change',
      actor: 'admin_001',
      subject: 'officer_003',
      outcome: 'active',
      reason: expect.stringMatching(/^enrolled officer \*{6}3230 v1 root:[0-9a-f]{64}$/),
    })
    expect((await signIn(station, third)).officer).toMatchObject({ loginId: 'officer_003', ...details })
  })

  test.each([
    ['invalid_login_id', { loginId: 'not a login ID!' }],
    ['invalid_mobile', { mobileNumber: '12345' }],
    ['invalid_text', { name: '  ' }],
    ['invalid_text', { rank: 'x'.repeat(121) }],
    ['invalid_text', { station: 'a\nb' }],
    ['already_enrolled', { loginId: 'officer_001' }],
  ])('is refused as %s where it is', async (code, part) => {
    const station = await administeredStation()
    const before = ledgerOf(station)
    const input = { ...third, role: 'officer', ...details, ...part } as const
    expect(await station.call('enrolOfficer', input)).toEqual({ ok: false, code })
    expect(ledgerOf(station)).toEqual(before)
  })
})

describe('editing', () => {
  test('changes what is given, and the ledger names the fields', async () => {
    const station = await administeredStation()
    const { version } = await lineOf(station, 'officer_001')
    const input = { name: 'First Officer', rank: ' Inspector ', station: 'Fort', role: 'officer' } as const
    expect(await station.call('editOfficer', { loginId: 'officer_001', version, ...input })).toEqual(done)
    expect(await lineOf(station, 'officer_001')).toMatchObject({
      rank: 'Inspector',
      station: 'Fort',
      version: 2,
    })
    expect(ledgerOf(station).at(-1)).toMatchObject({
      actor: 'admin_001',
      subject: 'officer_001',
      reason: expect.stringMatching(/^rank,station officer \*{6}3210 v2 root:/),
    })
    await station.call('logout')
    expect((await signIn(station)).officer.rank).toBe('Inspector')
  })

  test('to what the row says already writes nothing', async () => {
    const station = await administeredStation()
    const { version, name, rank, station: where, role } = await lineOf(station, 'officer_001')
    const before = ledgerOf(station)
    const input = { loginId: 'officer_001', version, name, rank, station: where, role }
    expect(await station.call('editOfficer', input)).toEqual(done)
    expect(ledgerOf(station)).toEqual(before)
  })

  test('of a row that somebody else has changed meanwhile is refused, so that nobody undoes what he has not seen', async () => {
    const station = await administeredStation()
    const { version } = await lineOf(station, 'officer_001')
    const input = { loginId: 'officer_001', version, role: 'officer', ...details } as const
    expect(await station.call('editOfficer', input)).toEqual(done)
    expect(await station.call('editOfficer', { ...input, name: 'Other' })).toEqual({
      ok: false,
      code: 'stale',
    })
    expect(await station.call('setSuspended', { loginId: 'officer_001', version, suspended: true })).toEqual({
      ok: false,
      code: 'stale',
    })
  })

  test('of nobody, or with a text that is none, is refused', async () => {
    const { call } = await administeredStation()
    const input = { loginId: 'nobody', version: 1, role: 'officer', ...details } as const
    expect(await call('editOfficer', input)).toEqual({ ok: false, code: 'unknown_officer' })
    expect(await call('editOfficer', { ...input, name: '' })).toEqual({ ok: false, code: 'invalid_text' })
  })
})

describe('the last administrator', () => {
  test('can neither be suspended nor made an officer', async () => {
    const station = await administeredStation()
    const { version } = await lineOf(station, 'admin_001')
    const refused = { ok: false, code: 'last_administrator' }
    const seen = { loginId: 'admin_001', version }
    expect(await station.call('setSuspended', { ...seen, suspended: true })).toEqual(refused)
    expect(await station.call('editOfficer', { ...seen, role: 'officer', ...details })).toEqual(refused)
    expect(await lineOf(station, 'admin_001')).toMatchObject({
      version,
      state: 'active',
      role: 'administrator',
    })
  })

  test('can be, once there is another one', async () => {
    const station = await administeredStation()
    await station.call('enrolOfficer', { ...third, role: 'administrator', ...details })
    const seen = { loginId: 'admin_001', version: 1 }
    expect(await station.call('setSuspended', { ...seen, suspended: true })).toEqual(done)
    expect(okValue(await station.call('session'))).toEqual({})
  })
})

describe('suspending', () => {
  test('ends it all for an officer until he is resumed', async () => {
    const station = await administeredStation()
    const seen = { loginId: 'officer_001', version: 1 }
    expect(await station.call('setSuspended', { ...seen, suspended: true })).toEqual(done)
    expect(await lineOf(station, 'officer_001')).toMatchObject({ state: 'suspended', version: 2 })
    const sms = station.inbox.length
    await station.call('sendOtp', officer)
    expect(station.inbox).toHaveLength(sms)
    expect(await station.call('setSuspended', { ...seen, version: 2, suspended: false })).toEqual(done)
    expect(ledgerOf(station).at(-1)).toMatchObject({
      outcome: 'active',
      reason: expect.stringMatching(/^resumed officer \*{6}3210 v3 root:/),
    })
    await station.clock.pass(60_000)
    expect(await signIn(station)).toBeTruthy()
  })
})

describe('changing a number', () => {
  const change = { loginId: 'officer_001', version: 1, mobileNumber: '+91 98765-43299' }

  test('needs a fresh code of the administrator; from then on the new number is the only one', async () => {
    const station = await administeredStation()
    expect(await station.call('changeMobile', { ...change, ...(await confirmation(station)) })).toEqual(done)
    expect(station.inbox.at(-1)?.to).toBe('+919876543211')
    expect(await lineOf(station, 'officer_001')).toMatchObject({ maskedNumber: '******3299', version: 2 })
    expect(ledgerOf(station).slice(-3)).toMatchObject([
      { event: 'otp_send', actor: 'admin_001', outcome: 'opened' },
      { event: 'identity_confirm', actor: 'admin_001', outcome: 'confirmed' },
      {
        event: 'officer_change',
        actor: 'admin_001',
        subject: 'officer_001',
        reason: expect.stringMatching(/^mobile officer \*{6}3299 v2 root:/),
      },
    ])
    const sms = station.inbox.length
    await station.call('sendOtp', officer)
    expect(station.inbox).toHaveLength(sms)
    expect(await signIn(station, { ...officer, mobileNumber: '9876543299' })).toBeTruthy()
  })

  test('is refused with a wrong code, and nothing is changed', async () => {
    const station = await administeredStation()
    const { challengeId, otp } = await confirmation(station)
    const wrong = { ...change, challengeId, otp: otherThan(otp) }
    expect(await station.call('changeMobile', wrong)).toEqual({ ok: false, code: 'wrong_otp', triesLeft: 2 })
    expect(await lineOf(station, 'officer_001')).toMatchObject({ version: 1, maskedNumber: '******3210' })
    expect(await station.call('changeMobile', { ...change, challengeId, otp })).toEqual(done)
  })

  test('three wrong codes lock, raise a flag, and do not end the session', async () => {
    const station = await administeredStation()
    const { challengeId, otp } = await confirmation(station)
    const answers = []
    for (let by = 1; by <= 3; by += 1) {
      answers.push(await station.call('changeMobile', { ...change, challengeId, otp: otherThan(otp, by) }))
    }
    expect(answers.at(-1)).toEqual({ ok: false, code: 'locked', retryInMs: 300_000 })
    expect(await station.call('changeMobile', { ...change, challengeId, otp })).toMatchObject({
      code: 'locked',
    })
    expect(okValue(await station.call('flags'))).toMatchObject([{ kind: 'locked', subject: 'admin_001' }])
    expect(okValue(await station.call('session'))).toHaveProperty('session')
    expect(await station.call('askConfirmation')).toMatchObject({ ok: false, code: 'locked' })
  })

  test('a code confirms once, and is kept where the change could not be made anyway', async () => {
    const station = await administeredStation()
    const code = await confirmation(station)
    const refusals = [
      [{ version: 9 }, 'stale'],
      [{ loginId: 'nobody' }, 'unknown_officer'],
      [{ mobileNumber: '123' }, 'invalid_mobile'],
      [{ otp: 'abc' }, 'invalid_otp_format'],
    ] as const
    for (const [part, refusal] of refusals) {
      expect(await station.call('changeMobile', { ...change, ...code, ...part })).toEqual({
        ok: false,
        code: refusal,
      })
    }
    expect(await station.call('changeMobile', { ...change, ...code })).toEqual(done)
    const again = { ...change, version: 2, mobileNumber: '9876543298' }
    expect(await station.call('changeMobile', { ...again, ...code })).toEqual({
      ok: false,
      code: 'otp_expired',
    })
  })

  test('a code for signing in confirms nothing, and one for confirming signs nobody in', async () => {
    const station = await administeredStation()
    const confirming = await confirmation(station)
    expect(await station.call('verifyOtp', confirming)).toEqual({ ok: false, code: 'otp_expired' })
    await station.clock.pass(60_000)
    const { challengeId } = okValue(await station.call('sendOtp', administrator))
    const signing = { challengeId, otp: lastCode(station) }
    expect(await station.call('changeMobile', { ...change, ...signing })).toEqual({
      ok: false,
      code: 'otp_expired',
    })
  })

  test('another administrator’s code confirms nothing', async () => {
    const station = await administeredStation()
    await station.call('enrolOfficer', { ...third, role: 'administrator', ...details })
    const code = await confirmation(station)
    await signIn(station, third)
    expect(await station.call('changeMobile', { ...change, ...code })).toEqual({
      ok: false,
      code: 'otp_expired',
    })
  })

  test('a code that waits to confirm is not the code screen of whoever comes next', async () => {
    const station = await administeredStation()
    await confirmation(station)
    expect(okValue(await station.call('session'))).not.toHaveProperty('pending')
    await station.call('logout')
    expect(okValue(await station.call('session'))).toEqual({})
  })
})

describe('unlocking', () => {
  test('lifts the lock of an officer, and tells whether there was one', async () => {
    const station = await createTestStation()
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    for (let by = 1; by <= 3; by += 1) {
      await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station), by) })
    }
    await signIn(station, administrator)
    expect(await station.call('unlockOfficer', { loginId: 'officer_001' })).toEqual({ ok: true, value: true })
    expect(ledgerOf(station).at(-1)).toMatchObject({
      event: 'unlock',
      actor: 'admin_001',
      subject: 'officer_001',
    })
    expect(await station.call('unlockOfficer', { loginId: 'officer_001' })).toEqual({
      ok: true,
      value: false,
    })
    expect(await station.call('unlockOfficer', { loginId: '!' })).toEqual({ ok: true, value: false })
    expect(await signIn(station)).toBeTruthy()
  })
})
