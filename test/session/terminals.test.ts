import { expect, onTestFinished, test } from 'vitest'
import { codeText } from '../../main/login/code.ts'
import { makeStationKey } from '../../main/vault/station-key.ts'
import { realClock } from '../fake-clock.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import {
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
  temporaryFolder,
} from '../station.ts'

/** Two terminals of one station, with the real rules behind the real door. */
const twoTerminals = async () => {
  const { url, cli } = await startRedis()
  const stationKey = makeStationKey()
  const terminal = async () => {
    const settings = { store: { kind: 'redis', station: 'harbour', url } }
    const station = await createTestStation({
      clock: realClock(),
      settings,
      stationKey,
      home: temporaryFolder(),
    })
    onTestFinished(station.close)
    return station
  }
  return [await terminal(), await terminal(), cli] as const
}

describeRedis('at two terminals of a station', () => {
  test('an officer who signs in at one is signed out at the other, which says where and how long ago', async () => {
    const [a, b] = await twoTerminals()
    await signIn(a)
    await signIn(b)
    await expect
      .poll(() => a.notices)
      .toEqual([
        {
          kind: 'ended',
          reason: 'elsewhere',
          elsewhere: { place: expect.stringMatching(/./), agoMs: expect.any(Number) },
        },
      ])
    expect(okValue(await a.call('session'))).not.toHaveProperty('session')
    expect(okValue(await b.call('session')).session?.officer.loginId).toBe('officer_001')
    expect(b.notices).toEqual([])
    await expect
      .poll(() => a.store.newest(['session_end'], 1))
      .toMatchObject([{ subject: 'officer_001', reason: expect.stringMatching(/^elsewhere at ./) }])
  })

  test('a session is found to have ended at the other though no message told of it', async () => {
    const [a, b] = await twoTerminals()
    a.store.watch(() => undefined)
    await signIn(a)
    await signIn(b)
    await expect
      .poll(() => a.notices, { timeout: 3000 })
      .toMatchObject([{ kind: 'ended', reason: 'elsewhere' }])
  })

  test('an officer who is suspended at one is signed out at the other, and gets no code at either', async () => {
    const [a, b] = await twoTerminals()
    await signIn(a)
    expect(await b.roster.suspend('officer_001', 'admin_001')).toBe(true)
    await expect.poll(() => a.notices).toMatchObject([{ kind: 'ended', reason: 'suspended' }])
    const sms = a.inbox.length + b.inbox.length
    expect(await b.call('sendOtp', officer)).toMatchObject({ ok: true })
    expect(a.inbox.length + b.inbox.length).toBe(sms)
  })

  test('a code works only where it was asked for, and the wait for the next one holds at both', async () => {
    const [a, b] = await twoTerminals()
    const first = okValue(await a.call('sendOtp', officer))
    const code = lastCode(a)
    expect(await b.call('verifyOtp', { challengeId: first.challengeId, otp: code })).toMatchObject({
      ok: false,
    })
    expect(await b.call('sendOtp', officer)).toMatchObject({ ok: false, code: 'too_many_requests' })
  })

  test('whoever writes another code into the store signs nobody in: the terminal compares too', async () => {
    const [a, , cli] = await twoTerminals()
    const { challengeId } = okValue(await a.call('sendOtp', officer))
    const otp = otherThan(lastCode(a))
    const text = codeText({
      challengeId,
      loginId: 'officer_001',
      number: '9876543210',
      terminal: a.keys.terminal,
      otp,
    })
    const digest = a.keys.vault.mac('otp', text).toString('hex')
    await cli('HSET', `tor-unveil:{harbour}:challenge:${challengeId}`, 'digest', digest)
    expect(await a.call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: false, code: 'wrong_otp' })
    expect(okValue(await a.call('session'))).not.toHaveProperty('session')
  })
})
