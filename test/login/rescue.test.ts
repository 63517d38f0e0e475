import { expect, test } from 'vitest'
import { administeredStation, ledgerOf } from '../admin/administrator.ts'
import {
  administrator,
  createTestStation,
  officer,
  okValue,
  otherThan,
  signIn,
  type TestStation,
} from '../station.ts'

const minute = 60_000

const rescue = async (station: TestStation, loginId = 'officer_001') =>
  okValue(await station.call('makeRescueCode', { loginId })).code

const attempt = async (station: TestStation, otp: string, who = officer) => {
  const { challengeId } = okValue(await station.call('sendOtp', who))
  return { challengeId, answer: await station.call('verifyOtp', { challengeId, otp }) }
}

test('an officer whom no SMS reaches signs in with the code that an administrator made, and gets no SMS', async () => {
  const station = await administeredStation()
  const made = okValue(await station.call('makeRescueCode', { loginId: 'officer_001' }))
  expect(made).toEqual({ code: expect.stringMatching(/^\d{6}$/), expiresInMs: 10 * minute })
  await station.call('logout')
  const sms = station.inbox.length
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  await station.clock.pass(2000)
  expect(okValue(await station.call('delivery', { challengeId }))).toBe('handed_over')
  expect(okValue(await station.call('verifyOtp', { challengeId, otp: made.code })).officer.loginId).toBe(
    'officer_001',
  )
  expect(station.inbox).toHaveLength(sms)
})

test('it stands in the ledger, loud, and raises a flag for the next administrator', async () => {
  const station = await administeredStation()
  const code = await rescue(station)
  expect(ledgerOf(station).slice(-2)).toMatchObject([
    {
      event: 'rescue_code',
      actor: 'admin_001',
      subject: 'officer_001',
      outcome: 'made',
      reason: '10_minutes',
    },
    { event: 'flag', subject: 'officer_001', outcome: 'rescue_code', reason: 'by admin_001' },
  ])
  await attempt(station, code)
  expect(ledgerOf(station)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'otp_send', outcome: 'opened', reason: '******3210 rescue' }),
      expect.objectContaining({ event: 'otp_verify', outcome: 'signed_in', reason: 'rescue' }),
    ]),
  )
  expect(JSON.stringify(ledgerOf(station))).not.toContain(code)
  await signIn(station, administrator)
  expect(okValue(await station.call('flags'))).toMatchObject([
    { kind: 'rescue_code', subject: 'officer_001' },
  ])
})

test('it works once', async () => {
  const station = await administeredStation()
  const code = await rescue(station)
  expect((await attempt(station, code)).answer).toMatchObject({ ok: true })
  await station.call('logout')
  const { challengeId, answer } = await attempt(station, code)
  expect(answer).toMatchObject({ ok: false, code: 'wrong_otp' })
  expect(challengeId).toBeTruthy()
  // The code of an SMS again.
  expect(station.inbox.at(-1)?.to).toBe('+919876543210')
})

test('it works for ten minutes, however often the officer asks meanwhile', async () => {
  const station = await administeredStation()
  const code = await rescue(station)
  await station.call('sendOtp', officer)
  await station.clock.pass(9 * minute)
  const { challengeId, expiresInMs } = okValue(await station.call('sendOtp', officer))
  expect(expiresInMs).toBe(minute)
  await station.clock.pass(minute)
  expect(await station.call('verifyOtp', { challengeId, otp: code })).toEqual({
    ok: false,
    code: 'otp_expired',
  })
  const sms = station.inbox.length
  await station.call('sendOtp', officer)
  expect(station.inbox).toHaveLength(sms + 1)
})

test('wrong tries count and lock as with every code, and a new rescue code changes nothing in that', async () => {
  const station = await administeredStation()
  const code = await rescue(station)
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  for (let by = 1; by <= 3; by += 1) {
    await station.call('verifyOtp', { challengeId, otp: otherThan(code, by) })
  }
  const locked = { ok: false, code: 'locked', retryInMs: 5 * minute }
  expect(await station.call('sendOtp', officer)).toEqual(locked)
  await rescue(station)
  expect(await station.call('sendOtp', officer)).toEqual(locked)
})

test('a newer rescue code takes the place of the older one', async () => {
  const station = await administeredStation()
  const older = await rescue(station)
  let newer = await rescue(station)
  while (newer === older) newer = await rescue(station)
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  expect(await station.call('verifyOtp', { challengeId, otp: older })).toMatchObject({ code: 'wrong_otp' })
  expect(await station.call('verifyOtp', { challengeId, otp: newer })).toMatchObject({ ok: true })
})

test('a newer one takes its place also where the officer has asked already: he presses Resend OTP', async () => {
  const station = await administeredStation()
  const older = await rescue(station)
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  let newer = await rescue(station)
  while (newer === older) newer = await rescue(station)
  expect(await station.call('verifyOtp', { challengeId, otp: older })).toMatchObject({
    code: 'otp_superseded',
  })
  await station.clock.pass(30_000)
  expect((await attempt(station, newer)).answer).toMatchObject({ ok: true })
})

test('it is of no use to somebody else, or with another number', async () => {
  const station = await administeredStation()
  const code = await rescue(station)
  const second = { loginId: 'officer_002', mobileNumber: '9876543220' }
  expect((await attempt(station, code, second)).answer).toMatchObject({ ok: false })
  const wrongNumber = { ...officer, mobileNumber: '9876543299' }
  expect((await attempt(station, code, wrongNumber)).answer).toMatchObject({ ok: false })
  expect(ledgerOf(station).at(-1)).toMatchObject({ reason: expect.stringContaining('decoy') })
})

test('there is none for a suspended officer, for nobody, or for a row that was changed by hand', async () => {
  const station = await administeredStation()
  await station.call('setSuspended', { loginId: 'officer_001', version: 1, suspended: true })
  const made = async (loginId: string) => station.call('makeRescueCode', { loginId })
  expect(await made('officer_001')).toEqual({ ok: false, code: 'suspended' })
  expect(await made('nobody')).toEqual({ ok: false, code: 'unknown_officer' })
  expect(ledgerOf(station).some(({ event }) => event === 'rescue_code')).toBe(false)
})

test('an officer who is suspended after his was made does not sign in with it', async () => {
  const station = await administeredStation()
  const code = await rescue(station)
  await station.call('setSuspended', { loginId: 'officer_001', version: 1, suspended: true })
  expect((await attempt(station, code)).answer).toMatchObject({ ok: false })
})

test('it confirms no change: whoever finds an administrator’s window open could make one there', async () => {
  const station = await administeredStation()
  await rescue(station, 'admin_001')
  const sms = station.inbox.length
  expect(await station.call('askConfirmation')).toMatchObject({ ok: true })
  expect(station.inbox).toHaveLength(sms + 1)
})

test('strangers wait for the same look-up as officers', async () => {
  const station = await createTestStation()
  const asked: string[] = []
  const { officer: look } = station.store
  station.store.officer = (loginId) => {
    asked.push(loginId)
    return look(loginId)
  }
  await station.call('sendOtp', officer)
  await station.call('sendOtp', { loginId: 'nobody_9', mobileNumber: '9876500000' })
  expect(asked).toEqual(['officer_001', 'nobody_9'])
})
