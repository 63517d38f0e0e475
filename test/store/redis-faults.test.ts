import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Gateway } from '../../main/sms/gateway.ts'
import { makeStationKey } from '../../main/vault/station-key.ts'
import { realClock } from '../fake-clock.ts'
import { describeRedis, type Redis, startRedis } from '../redis/servers.ts'
import { createTestStation, lastCode, officer, okValue, signIn, temporaryFolder } from '../station.ts'
import { redisStation } from './redis-station.ts'
import { changing, ending, officerRow } from './steps.ts'

const second = { loginId: 'officer_002', mobileNumber: '9876543220' }
const patience = { timeout: 15_000, interval: 50 }

const stationOn = async (server: Redis, more: Parameters<typeof createTestStation>[0] = {}) => {
  const station = await createTestStation({
    clock: realClock(),
    settings: { store: { kind: 'redis', station: 'harbour', url: server.url } },
    stationKey: makeStationKey(),
    ...more,
  })
  onTestFinished(station.close)
  return station
}

const durable = ['appendonly yes', 'appendfsync always']
const unavailable = { ok: false, code: 'store_unavailable' }

const faults: [what: string, fail: (server: Redis) => unknown, mend: (server: Redis) => unknown][] = [
  ['is dead', ({ kill }) => kill(), ({ restart }) => restart()],
  ['is frozen', ({ freeze }) => freeze(), ({ thaw }) => thaw()],
  [
    'is out of memory',
    ({ cli }) => cli('CONFIG', 'SET', 'maxmemory', '1'),
    ({ cli }) => cli('CONFIG', 'SET', 'maxmemory', '0'),
  ],
  [
    'has become a read-only replica',
    ({ cli }) => cli('REPLICAOF', '127.0.0.1', '1'),
    ({ cli }) => cli('REPLICAOF', 'NO', 'ONE'),
  ],
  [
    'has too few replicas',
    ({ cli }) => cli('CONFIG', 'SET', 'min-replicas-to-write', '1'),
    ({ cli }) => cli('CONFIG', 'SET', 'min-replicas-to-write', '0'),
  ],
  [
    'refuses the user',
    async ({ cli, cliAs }) => {
      await cli('ACL', 'SETUSER', 'it', 'on', '>it', '~*', '&*', '+@all')
      await cli('CONFIG', 'SET', 'requirepass', 'another')
      await cliAs('it', 'it')('CLIENT', 'KILL', 'TYPE', 'pubsub')
    },
    ({ cliAs }) => cliAs('it', 'it')('CONFIG', 'SET', 'requirepass', ''),
  ],
]

describeRedis('while the server', () => {
  test.each(faults)(
    '%s nobody signs in, and is told so; then everything works again',
    async (_what, fail, mend) => {
      const server = await startRedis({ config: durable })
      const station = await stationOn(server)
      const { call, inbox } = station
      const { challengeId } = okValue(await call('sendOtp', officer))
      const otp = lastCode(station)
      await fail(server)
      const answers = await Promise.all([call('sendOtp', second), call('verifyOtp', { challengeId, otp })])
      expect(answers).toEqual([expect.objectContaining(unavailable), expect.objectContaining(unavailable)])
      expect(await call('session')).not.toHaveProperty('value.session')
      expect(inbox).toHaveLength(1)
      await mend(server)
      // His waits may have begun though nobody could tell him.
      await expect
        .poll(
          async () =>
            (await call('sendOtp', { ...second, loginId: 'admin_001', mobileNumber: '9876543211' })).ok,
          patience,
        )
        .toBe(true)
      const again = await signInWhenKnown(station)
      expect(again.officer.loginId).toBe('admin_001')
      // Whatever a step that nobody heard of has started is over.
      await expect.poll(() => server.cli('ZCARD', 'tor-unveil:{harbour}:sessions'), patience).toBe('1')
      const { newest } = station.store
      const verified = await newest(['otp_verify'], 100)
      const attempted = verified.filter(({ outcome }) => outcome === 'attempted')
      expect(verified).toHaveLength(2 * attempted.length)
    },
    40_000,
  )

  test('is dead, who is signed in stays so, and calls that need his role say that the store is not there', async () => {
    const server = await startRedis({ config: durable })
    const station = await stationOn(server)
    await signIn(station, { loginId: 'admin_001', mobileNumber: '9876543211' })
    await server.kill()
    expect(await station.call('gateways')).toMatchObject(unavailable)
    await server.restart()
    await expect.poll(async () => (await station.call('gateways')).ok, patience).toBe(true)
    expect(okValue(await station.call('session')).session?.officer.loginId).toBe('admin_001')
    expect(station.notices).toEqual([])
  }, 30_000)

  test('is dead, an officer who logs out is out here at once, and on the server as soon as it is back', async () => {
    const server = await startRedis({ config: durable })
    const station = await stationOn(server)
    await signIn(station)
    await server.kill()
    expect(await station.call('logout')).toEqual({ ok: true, value: null })
    expect(await station.call('session')).not.toHaveProperty('value.session')
    await server.restart()
    await expect.poll(() => server.cli('ZCARD', 'tor-unveil:{harbour}:sessions'), patience).toBe('0')
  }, 30_000)

  test('is dead, and comes back without the row of a session that has ended meanwhile, the ledger tells of its end once', async () => {
    // Nothing is kept: as after an outage that was longer than the server keeps the row.
    const server = await startRedis()
    const station = await stationOn(server)
    await signIn(station)
    await server.kill()
    expect(await station.call('logout')).toEqual({ ok: true, value: null })
    await server.restart()
    const ends = () => station.store.newest(['session_end'], 10)
    await expect.poll(ends, patience).toMatchObject([{ subject: 'officer_001', reason: 'logout' }])
  }, 30_000)

  test('has lost the row of a session, it is over, and the ledger tells of its end', async () => {
    const server = await startRedis()
    const station = await stationOn(server)
    await signIn(station)
    const id = await server.cli('ZRANGE', 'tor-unveil:{harbour}:sessions', '0', '-1')
    await server.cli('DEL', `tor-unveil:{harbour}:session:${id}`)
    await expect.poll(() => station.notices, patience).toEqual([{ kind: 'ended', reason: 'expired' }])
    const ends = await station.store.newest(['session_end'], 10)
    expect(ends).toMatchObject([{ subject: 'officer_001', reason: 'expired' }])
  }, 30_000)

  test('is dead, a code that nobody used runs out, and the ledger tells so with what the gateway said; not of one that was used', async () => {
    const server = await startRedis()
    const station = await stationOn(server, { policy: { code: { lifeMs: 5000, tries: 3 } } })
    await signIn(station)
    await station.call('sendOtp', second)
    await server.kill()
    const expired = () => station.store.newest(['otp_expired'], 10)
    await expect.poll(async () => (await expired()).length, patience).toBe(1)
    const told = { subject: 'officer_002', outcome: 'expired', reason: 'inbox accepted 2' }
    expect(await expired()).toMatchObject([told])
  }, 30_000)

  test('is dead, an SMS that no gateway took has failed, and the ledger tells so', async () => {
    const server = await startRedis()
    const refusing: Gateway = {
      name: 'g',
      send: async () => {
        await server.kill()
        return { kind: 'refused', reason: 'quota' }
      },
    }
    const station = await stationOn(server, { gateways: [refusing] })
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    await expect
      .poll(() => station.call('delivery', { challengeId }), patience)
      .toMatchObject({ value: 'failed' })
    const delivered = await station.store.newest(['otp_delivery'], 10)
    expect(delivered).toMatchObject([
      { subject: 'officer_001', outcome: 'failed', reason: 'g refused quota' },
    ])
  }, 30_000)

  test('is dead a program starts all the same, and ends its earlier session before anybody signs in', async () => {
    const server = await startRedis({ config: durable })
    const home = temporaryFolder()
    const stationKey = makeStationKey()
    const earlier = await stationOn(server, { home, stationKey })
    await signIn(earlier)
    // As after a crash: nobody logged out.
    earlier.store.close()
    await server.kill()
    const station = await stationOn(server, { home, stationKey })
    expect(await station.call('session')).toEqual({ ok: true, value: {} })
    expect(await station.call('sendOtp', second)).toMatchObject(unavailable)
    await server.restart()
    await expect.poll(() => server.cli('ZCARD', 'tor-unveil:{harbour}:sessions'), patience).toBe('0')
    await signInSoon(station)
    const entries = await station.store.newest(['session_end'], 10)
    expect(entries).toMatchObject([{ subject: 'officer_001', reason: 'restart' }])
  }, 30_000)

  test('refuses the channel, each attempt ends its connection', async () => {
    const server = await startRedis()
    const { store, link } = redisStation({ settings: { url: server.url }, folder: temporaryFolder() })
    onTestFinished(store.close)
    await server.cli('ACL', 'SETUSER', 'default', 'resetchannels')
    const attempts = async () =>
      Number((await server.cli('INFO', 'stats')).match(/total_connections_received:(\d+)/)?.[1])
    const before = await attempts()
    link.listen('tor-unveil:{x}:ended', () => undefined)
    await store.officer('o1').catch(() => undefined)
    await expect.poll(async () => (await attempts()) - before, patience).toBeGreaterThan(6)
    const open = (await server.cli('CLIENT', 'LIST')).match(/^id=/gm) ?? []
    // The one who asks, and one attempt that may be under way.
    expect(open.length).toBeLessThanOrEqual(2)
  }, 20_000)

  test('is a replica that has lost its primary, nothing is believed that it last heard', async () => {
    const server = await startRedis()
    const first = redisStation({
      settings: { url: server.url },
      folder: temporaryFolder(),
      station: 'harbour',
    })
    onTestFinished(first.store.close)
    await first.store.putOfficers([officerRow('o1')], changing('imported'), ending)
    await server.cli('REPLICAOF', '127.0.0.1', '1')
    const { store } = redisStation({
      settings: { url: server.url },
      folder: temporaryFolder(),
      station: 'harbour',
    })
    onTestFinished(store.close)
    await expect(store.officer('o1')).rejects.toThrow('it is a replica, which cannot be written')
  })

  test('is a box that keeps the line alive and says nothing of use, it is given up like one that is silent', async () => {
    const box = createServer((socket) => {
      const drip = setInterval(() => socket.write('$'), 200)
      socket.on('close', () => clearInterval(drip)).on('error', () => undefined)
    })
    await new Promise<void>((done) => box.listen(0, '127.0.0.1', done))
    onTestFinished(() => void box.close())
    const { port } = box.address() as AddressInfo
    const { store, logged } = redisStation({
      settings: { url: `redis://127.0.0.1:${port}` },
      folder: temporaryFolder(),
    })
    onTestFinished(store.close)
    await expect(store.officer('o1')).rejects.toThrow('it does not answer')
    await expect.poll(() => logged.join(), patience).toContain('it does not answer')
  }, 20_000)
})

type Station = Awaited<ReturnType<typeof stationOn>>

const signInWhenKnown = async (station: Station) => {
  const { pending } = okValue(await station.call('session'))
  return okValue(
    await station.call('verifyOtp', { challengeId: pending?.challengeId ?? '', otp: lastCode(station) }),
  )
}

const signInSoon = async (station: Station) => {
  await expect.poll(async () => (await station.call('sendOtp', second)).ok, patience).toBe(true)
  return signInWhenKnown(station)
}
