import { expect, onTestFinished, test } from 'vitest'
import { makeStationKey } from '../../main/vault/station-key.ts'
import { realClock } from '../fake-clock.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { administrator, createTestStation, officer, okValue, signIn, temporaryFolder } from '../station.ts'
import { ledgerOf, lineOf } from './administrator.ts'

/** Two terminals of one station; an administrator is signed in at the second. */
const twoTerminals = async ({ officers }: { officers?: string } = {}) => {
  const { url } = await startRedis()
  const stationKey = makeStationKey()
  const terminal = async () => {
    const settings = { store: { kind: 'redis', station: 'harbour', url } }
    const wanted = { clock: realClock(), settings, stationKey, home: temporaryFolder() }
    const station = await createTestStation({ ...wanted, ...(officers !== undefined && { officers }) })
    onTestFinished(station.close)
    return station
  }
  return [await terminal(), await terminal()] as const
}

describeRedis('an administrator at one terminal of a station', () => {
  test('suspends an officer: he is signed out at the other at once, and gets no code at either', async () => {
    const [a, b] = await twoTerminals()
    await signIn(a)
    await signIn(b, administrator)
    const { version } = await lineOf(b, 'officer_001')
    const seen = { loginId: 'officer_001', version }
    expect(await b.call('setSuspended', { ...seen, suspended: true })).toEqual({ ok: true, value: null })
    await expect.poll(() => a.notices).toMatchObject([{ kind: 'ended', reason: 'suspended' }])
    const sms = a.inbox.length
    await a.call('sendOtp', officer)
    expect(a.inbox).toHaveLength(sms)
    expect(await lineOf(b, 'officer_001')).toMatchObject({ state: 'suspended', version: version + 1 })
  })

  test('sees the sessions of both, and ends the one at the other', async () => {
    const [a, b] = await twoTerminals()
    await signIn(a)
    await signIn(b, administrator)
    const { sessions } = okValue(await b.call('liveSessions', { after: '' }))
    expect(sessions.map(({ loginId, here }) => [loginId, here])).toEqual([
      ['admin_001', true],
      ['officer_001', false],
    ])
    const id = sessions[1]?.id ?? ''
    expect(await b.call('endSession', { id })).toEqual({ ok: true, value: true })
    await expect.poll(() => a.notices).toMatchObject([{ kind: 'ended', reason: 'administrator' }])
    expect(okValue(await a.call('session'))).not.toHaveProperty('session')
    expect(ledgerOf(b).at(-1)).toMatchObject({
      event: 'session_end',
      actor: 'admin_001',
      subject: 'officer_001',
      reason: expect.stringMatching(/^administrator at ./),
    })
    expect(okValue(await b.call('liveSessions', { after: '' })).sessions).toHaveLength(1)
  })

  test('makes a rescue code that works once, at the other', async () => {
    const [a, b] = await twoTerminals()
    await signIn(b, administrator)
    const { code } = okValue(await b.call('makeRescueCode', { loginId: 'officer_001' }))
    const sms = a.inbox.length
    const { challengeId } = okValue(await a.call('sendOtp', officer))
    expect(okValue(await a.call('verifyOtp', { challengeId, otp: code })).officer.loginId).toBe('officer_001')
    expect(a.inbox).toHaveLength(sms)
    await a.call('logout')
    const again = okValue(await b.call('sendOtp', officer))
    expect(await b.call('verifyOtp', { challengeId: again.challengeId, otp: code })).toMatchObject({
      ok: false,
    })
  })

  test('enrols, edits, changes a number, finds and unlocks as with a store of its own', async () => {
    const [a, b] = await twoTerminals()
    await signIn(b, administrator)
    const details = { name: 'Third Officer', rank: 'Constable', station: 'Fort' }
    const third = { loginId: 'officer_003', mobileNumber: '9876543230' }
    const done = { ok: true, value: null }
    expect(await b.call('enrolOfficer', { ...third, role: 'officer', ...details })).toEqual(done)
    expect((await signIn(a, third)).officer).toMatchObject(details)
    const seen = { loginId: 'officer_003', version: 1 }
    expect(await b.call('editOfficer', { ...seen, role: 'officer', ...details, rank: 'Inspector' })).toEqual(
      done,
    )
    const { challengeId } = okValue(await b.call('askConfirmation'))
    const otp = b.inbox.at(-1)?.text.match(/OTP: (\d{6})/)?.[1] ?? ''
    const change = { ...seen, version: 2, mobileNumber: '9876543239', challengeId, otp }
    expect(await b.call('changeMobile', change)).toEqual(done)
    await expect.poll(() => a.notices).toMatchObject([{ kind: 'ended', reason: 'changed' }])
    expect(await lineOf(b, 'officer_003')).toMatchObject({
      rank: 'Inspector',
      maskedNumber: '******3239',
      version: 3,
    })
    expect(await b.call('unlockOfficer', { loginId: 'officer_003' })).toMatchObject({ ok: true })
    const last = { loginId: 'admin_001', version: 1, suspended: true }
    expect(await b.call('setSuspended', last)).toEqual({ ok: false, code: 'last_administrator' })
    expect(okValue(await b.call('session'))).toHaveProperty('session')
  })

  test('enrolled himself at an empty station: the set-up code is one of the terminal where it was made', async () => {
    const [a, b] = await twoTerminals({ officers: '' })
    expect(okValue(await a.call('about')).empty).toBe(true)
    const { makeSetUpCode } = await import('../../main/login/set-up.ts')
    const code = (await makeSetUpCode({ ...a, policy: { lifeMs: 600_000, tries: 3 } })) ?? ''
    const me = { loginId: 'chief', mobileNumber: '9876543201', name: 'A', rank: 'B', station: 'C', code }
    expect(await b.call('setUp', me)).toMatchObject({ ok: false, code: 'wrong_set_up_code' })
    expect(await a.call('setUp', me)).toEqual({ ok: true, value: null })
    expect(okValue(await b.call('about')).empty).toBe(false)
    expect(await b.call('setUp', me)).toEqual({ ok: false, code: 'set_up_over' })
  })
})
