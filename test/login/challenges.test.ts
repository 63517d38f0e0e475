import { describe, expect, test } from 'vitest'
import { administeredStation } from '../admin/administrator.ts'
import {
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
  type TestStation,
} from '../station.ts'

const hour = 60 * 60_000
const second = { loginId: 'officer_002', mobileNumber: '9876543220' }

const send = async (station: TestStation, who = officer) =>
  okValue(await station.call('sendOtp', who)).challengeId

describe('a code', () => {
  test('does not work after two minutes', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    await station.clock.pass(119_999)
    expect(await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station)) })).toMatchObject(
      { code: 'wrong_otp' },
    )
    await station.clock.pass(1)
    expect(await station.call('verifyOtp', { challengeId, otp: lastCode(station) })).toEqual({
      ok: false,
      code: 'otp_expired',
    })
  })

  test.each([
    [60, 1],
    [90, 1],
    [119, 1],
    [120, 2],
    [600, 10],
  ])('that lives %i s is never said to be valid for longer: %i minutes', async (lifeSeconds, minutes) => {
    const station = await createTestStation({ settings: { otp: { lifeSeconds } } })
    await send(station)
    expect(station.inbox[0]?.text).toContain(`Valid for ${minutes} minutes`)
  })

  test('of another officer does not sign in', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    const own = lastCode(station)
    await send(station, second)
    // One time in a million both are the same code; then there is nothing to show.
    if (lastCode(station) === own) return
    expect(await station.call('verifyOtp', { challengeId, otp: lastCode(station) })).toMatchObject({
      code: 'wrong_otp',
    })
    expect(await station.call('verifyOtp', { challengeId, otp: own })).toMatchObject({ ok: true })
  })

  test('is void when a newer one was sent', async () => {
    const station = await createTestStation()
    const older = await send(station)
    const otp = lastCode(station)
    await station.clock.pass(30_000)
    await send(station)
    expect(await station.call('verifyOtp', { challengeId: older, otp })).toEqual({
      ok: false,
      code: 'otp_superseded',
    })
  })

  test('of a challenge that never was does not sign in', async () => {
    const station = await createTestStation()
    await send(station)
    const answer = await station.call('verifyOtp', { challengeId: 'none', otp: lastCode(station) })
    expect(answer).toEqual({ ok: false, code: 'otp_expired' })
  })

  test('does not work when the officer was suspended meanwhile, and the answer is that of a wrong code', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    await station.roster.suspend('officer_001', 'admin_001')
    const answer = await station.call('verifyOtp', { challengeId, otp: lastCode(station) })
    expect(answer).toEqual({ ok: false, code: 'wrong_otp', triesLeft: 2 })
  })

  test('ends with a clock that was turned forward, and is not prolonged by one that was turned back', async () => {
    const station = await createTestStation()
    const first = await send(station)
    station.clock.turn(-2 * hour)
    await station.clock.pass(120_000)
    expect(await station.call('verifyOtp', { challengeId: first, otp: lastCode(station) })).toMatchObject({
      code: 'otp_expired',
    })
    const next = await send(station)
    station.clock.turn(2 * hour)
    expect(await station.call('verifyOtp', { challengeId: next, otp: lastCode(station) })).toMatchObject({
      code: 'otp_expired',
    })
  })

  test('is void after a restart of the program, with the clock turned too', async () => {
    const before = await createTestStation()
    const challengeId = await send(before)
    const otp = lastCode(before)
    before.store.close()
    before.clock.turn(-2 * hour)
    const after = await createTestStation({ home: before.home, clock: before.clock })
    expect(await after.call('verifyOtp', { challengeId, otp })).toEqual({ ok: false, code: 'otp_expired' })
    expect(okValue(await after.call('session'))).toEqual({})
  })
})

describe('somebody who may not sign in', () => {
  const cases = [
    ['an unknown officer', { loginId: 'nobody_9', mobileNumber: '9876543210' }],
    ['a wrong number', { loginId: 'officer_001', mobileNumber: '9876543219' }],
    ['a suspended officer', second],
  ] as const

  const asSeen = async (who: typeof officer) => {
    const station = await createTestStation()
    await station.roster.suspend('officer_002', 'admin_001')
    const { challengeId, tag, ...challenge } = okValue(await station.call('sendOtp', who))
    await station.clock.pass(2000)
    const delivery = await station.call('delivery', { challengeId })
    const otp = station.inbox.length > 0 ? otherThan(lastCode(station)) : '000000'
    const tries = []
    for (let n = 0; n < 4; n += 1) tries.push(await station.call('verifyOtp', { challengeId, otp }))
    const again = await station.call('sendOtp', who)
    await station.clock.pass(5 * 60_000)
    const late = await station.call('verifyOtp', { challengeId, otp })
    return {
      sms: station.inbox.length,
      seen: { challenge, tag: tag.length, id: challengeId.length, delivery, tries, again, late },
    }
  }

  test.each(cases)('(%s) gets the answers of a real challenge, and no SMS', async (_, who) => {
    const real = await asSeen(officer)
    const decoy = await asSeen(who)
    expect(real.sms).toBe(1)
    expect(decoy.sms).toBe(0)
    const masked = { ...decoy.seen.challenge, maskedNumber: real.seen.challenge.maskedNumber }
    expect({ ...decoy.seen, challenge: masked }).toEqual(real.seen)
    expect(decoy.seen.challenge.maskedNumber).toBe(`******${who.mobileNumber.slice(-4)}`)
  })

  test('waits as long for the answer as an officer: a floor of 300 ms, whatever the work', async () => {
    const station = await createTestStation()
    const { send: limits } = (await import('../../main/login/policy.ts')).policyFrom(station.config)
    const floored = await createTestStation({ policy: { send: limits } })
    for (const who of [officer, cases[0][1], cases[1][1]]) {
      let answered = false
      const answer = floored.call('sendOtp', who).then(() => {
        answered = true
      })
      await floored.clock.pass(299)
      expect(answered).toBe(false)
      await floored.clock.pass(1)
      await answer
    }
  })
})

describe('a stranger who knows an officer’s login ID', () => {
  const guessed = { ...officer, mobileNumber: '9000000000' }

  test('can neither void the officer’s code nor make him wait', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    await send(station, guessed)
    expect(await station.call('verifyOtp', { challengeId, otp: lastCode(station) })).toMatchObject({
      ok: true,
    })
    await send(station, guessed).catch(() => undefined)
    await station.clock.pass(60_000)
    expect(okValue(await station.call('sendOtp', officer)).resendInMs).toBe(30_000)
  })
})

describe('sending', () => {
  test('waits 30 seconds, then twice as long each time, up to 15 minutes', async () => {
    const station = await createTestStation()
    const waits: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const { resendInMs } = okValue(await station.call('sendOtp', officer))
      waits.push(resendInMs / 1000)
      expect(await station.call('sendOtp', officer)).toEqual({
        ok: false,
        code: 'too_many_requests',
        retryInMs: resendInMs,
      })
      await station.clock.pass(resendInMs)
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  test('is possible three times a minute at most', async () => {
    const station = await createTestStation({ settings: { otp: { resendWaitSeconds: 1 } } })
    for (const wait of [1000, 2000, 4000]) {
      await send(station)
      await station.clock.pass(wait)
    }
    const refused = await station.call('sendOtp', officer)
    expect(refused).toEqual({ ok: false, code: 'too_many_requests', retryInMs: 53_000 })
    await station.clock.pass(53_000)
    expect(await station.call('sendOtp', officer)).toMatchObject({ ok: true })
  })

  test('starts again without a wait after a sign-in', async () => {
    const station = await createTestStation()
    await send(station)
    await station.clock.pass(30_000)
    await signIn(station)
    expect(okValue(await station.call('sendOtp', officer)).resendInMs).toBe(30_000)
  })

  test('stops at a terminal after 120 codes in an hour that nobody used', async () => {
    const station = await createTestStation()
    for (let n = 0; n < 120; n += 1)
      await send(station, { loginId: `guess_${n}`, mobileNumber: '9876500000' })
    const refused = await station.call('sendOtp', officer)
    expect(refused).toEqual({ ok: false, code: 'too_many_requests', retryInMs: hour })
    await station.clock.pass(hour)
    expect(await station.call('sendOtp', officer)).toMatchObject({ ok: true })
  })

  test('does not count codes that were used against the terminal', async () => {
    const station = await createTestStation()
    for (let n = 0; n < 130; n += 1) {
      await signIn(station, n % 2 ? officer : second)
      await station.clock.pass(60_000)
    }
    expect(station.inbox).toHaveLength(130)
  })

  test('stops at the daily cap of the installation', async () => {
    const station = await createTestStation({ settings: { otp: { dailySends: 100 } } })
    for (let n = 0; n < 100; n += 1)
      await send(station, { loginId: `guess_${n}`, mobileNumber: '9876500000' })
    expect(await station.call('sendOtp', officer)).toMatchObject({
      code: 'too_many_requests',
      retryInMs: 24 * hour,
    })
  })

  test('with a code that an administrator made is no message, and the daily cap does not stop it', async () => {
    const station = await administeredStation({ settings: { otp: { dailySends: 100 } } })
    for (let n = 0; n < 99; n += 1) await send(station, { loginId: `guess_${n}`, mobileNumber: '9876500000' })
    const { code } = okValue(await station.call('makeRescueCode', { loginId: 'officer_001' }))
    await station.call('logout')
    expect(await station.call('sendOtp', second)).toMatchObject({ code: 'too_many_requests' })
    const challengeId = await send(station)
    expect(await station.call('verifyOtp', { challengeId, otp: code })).toMatchObject({ ok: true })
  })

  test('that every gateway refused leaves no live code, no wait and no count', async () => {
    const station = await createTestStation({
      gateways: [{ name: 'closed', send: async () => ({ kind: 'refused', reason: 'credentials' }) }],
    })
    for (let n = 0; n < 10; n += 1) {
      const challengeId = await send(station)
      await station.clock.pass(2000)
      expect(await station.call('delivery', { challengeId })).toEqual({ ok: true, value: 'failed' })
      expect(okValue(await station.call('session')).pending?.resendInMs).toBe(0)
    }
    expect(await station.call('sendOtp', officer)).toMatchObject({ ok: true })
  })

  test('is bounded at a terminal even while every gateway refuses', async () => {
    const station = await createTestStation({
      gateways: [{ name: 'closed', send: async () => ({ kind: 'refused', reason: 'network' }) }],
    })
    let sent = 0
    while ((await station.call('sendOtp', officer)).ok) {
      sent += 1
      await station.clock.pass(2000)
    }
    expect(sent).toBe(600)
  })

  test.each([
    ['blank', '   '],
    ['too long', 'a'.repeat(65)],
    ['with a sign that no login ID has', 'officer#1'],
    ['', ''],
  ])('says that a login ID (%s) is none', async (_, loginId) => {
    const station = await createTestStation()
    expect(await station.call('sendOtp', { ...officer, loginId })).toEqual({
      ok: false,
      code: 'invalid_login_id',
    })
  })

  test.each(['', '04422334455', '2223334444', '987654321', '98765432101', '+1 9876543210', 'nine'])(
    'says that %j is no Indian mobile number',
    async (mobileNumber) => {
      const station = await createTestStation()
      expect(await station.call('sendOtp', { ...officer, mobileNumber })).toEqual({
        ok: false,
        code: 'invalid_mobile',
      })
    },
  )

  test.each([
    '+919876543210',
    '09876543210',
    '98765 43210',
    '98765-43210',
    '௯௮௭௬௫௪௩௨௧௦',
    '0091 98765 43210',
    '+91 (98765) 43210',
  ])('takes %j as the same number', async (mobileNumber) => {
    const station = await createTestStation()
    await send(station, { ...officer, mobileNumber })
    expect(station.inbox[0]?.to).toBe('+919876543210')
  })

  test.each(['OFFICER_001', ' officer_001 ', 'ｏｆｆｉｃｅｒ_００１', 'Officer _001', 'officer_௦௦௧'])(
    'takes %j as the same login ID',
    async (loginId) => {
      const station = await createTestStation()
      await send(station, { ...officer, loginId })
      expect(station.inbox).toHaveLength(1)
    },
  )
})
