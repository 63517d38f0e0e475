import { expect, onTestFinished, test } from 'vitest'
import { makeStationKey } from '../../main/vault/station-key.ts'
import { realClock } from '../fake-clock.ts'
import { describeRedis, startRedis, startReplica, startSentinel } from '../redis/servers.ts'
import { createTestStation, lastCode, officer, okValue, temporaryFolder } from '../station.ts'
import { redisStation } from './redis-station.ts'

const second = { loginId: 'officer_002', mobileNumber: '9876543220' }

test('when no sentinel can be reached, the first says why', async () => {
  const asking = (nodes: string[]) => {
    const { store } = redisStation({
      settings: { sentinel: { name: 'harbour', nodes } },
      folder: temporaryFolder(),
    })
    onTestFinished(store.close)
    return store.officer('o1')
  }
  await expect(asking(['redis://127.0.0.1:1', 'redis://127.0.0.1:2'])).rejects.toThrow('ECONNREFUSED')
})

describeRedis('when the primary server dies and a replica is promoted', () => {
  test('a code that was spent before never works again, though the replica has not heard of it; sign-ins go on', async () => {
    const primary = await startRedis()
    const replica = await startReplica(primary)
    const sentinel = await startSentinel({ name: 'harbour', primaryPort: primary.port })
    const station = await createTestStation({
      clock: realClock(),
      stationKey: makeStationKey(),
      settings: {
        store: { kind: 'redis', station: 'harbour', sentinel: { name: 'harbour', nodes: [sentinel.url] } },
      },
    })
    onTestFinished(station.close)
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    const otp = lastCode(station)
    const challenge = `tor-unveil:{harbour}:challenge:${challengeId}`
    await expect.poll(() => replica.cli('HGET', challenge, 'state')).toBe('open')

    // The spend does not get to it any more: it is cut off, and cannot ask again.
    replica.freeze()
    await primary.cli('CLIENT', 'KILL', 'TYPE', 'replica')
    expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: true })
    await primary.kill()
    replica.thaw()
    await expect.poll(async () => (await sentinel.primary()).port, { timeout: 20_000 }).toBe(replica.port)
    expect(await replica.cli('HGET', challenge, 'state')).toBe('open')

    // As a page would that was loaded again: the program knows the challenge, the server holds it open.
    await expect
      .poll(() => station.call('verifyOtp', { challengeId, otp }), { timeout: 15_000 })
      .toEqual({ ok: false, code: 'otp_expired' })
    // The session of the last second is gone with the spend; nobody is left signed in who is not.
    await expect
      .poll(() => station.notices, { timeout: 5000 })
      .toEqual([{ kind: 'ended', reason: 'expired' }])
    expect(await station.store.newest(['session_end'], 10)).toMatchObject([{ reason: 'expired' }])
    const again = okValue(await station.call('sendOtp', second))
    const answer = await station.call('verifyOtp', { challengeId: again.challengeId, otp: lastCode(station) })
    expect(answer).toMatchObject({ ok: true })
    expect(await replica.cli('ZCARD', 'tor-unveil:{harbour}:sessions')).toBe('1')
  }, 60_000)
})
