import { expect, test } from 'vitest'
import { createTestStation, lastCode, officer, okValue, signIn } from '../station.ts'

test('an officer on the roster gets a code by SMS, signs in with it, and signs out', async () => {
  const station = await createTestStation()
  const challenge = okValue(await station.call('sendOtp', officer))
  expect(challenge).toMatchObject({ expiresInMs: 120_000, resendInMs: 30_000, maskedNumber: '******3210' })
  expect(station.inbox[0]?.to).toBe('+919876543210')
  expect(station.inbox[0]?.text).toContain(`(code ${challenge.tag})`)
  const session = okValue(
    await station.call('verifyOtp', { challengeId: challenge.challengeId, otp: lastCode(station) }),
  )
  expect(session.officer).toEqual({
    loginId: 'officer_001',
    name: 'First Officer',
    rank: 'Sub-Inspector',
    station: 'Harbour',
    role: 'officer',
  })
  expect(okValue(await station.call('session'))).toEqual({ session })
  await station.call('logout')
  expect(okValue(await station.call('session'))).toEqual({})
})

test('a code works once', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const otp = lastCode(station)
  expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: true })
  expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({
    ok: false,
    code: 'otp_expired',
  })
})

test('fifty tries with the right code at once start one session', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  const otp = lastCode(station)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => station.call('verifyOtp', { challengeId, otp })),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
})

test('two sign-ins in a row are possible without a wait', async () => {
  const station = await createTestStation()
  await signIn(station)
  await station.call('logout')
  await signIn(station)
  expect(station.inbox).toHaveLength(2)
})
