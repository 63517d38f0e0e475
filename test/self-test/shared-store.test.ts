import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../main/clock.ts'
import { sharedStoreChecks } from '../../main/self-test/shared-store.ts'
import { createServerStatus } from '../../main/store/redis/server-status.ts'
import type { RedisSettings } from '../../main/store/settings.ts'
import { fakeClock } from '../fake-clock.ts'
import { describeRedis, startRedis, startReplica } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { redisStation } from '../store/redis-station.ts'
import { look, lookOnce } from './look.ts'

type Given = Omit<RedisSettings, 'kind' | 'station'>

const looksAt = (settings: Given, station = 'harbour') => {
  const { store, link } = redisStation({ settings, station, folder: temporaryFolder() })
  return sharedStoreChecks({
    config: { kind: 'redis', station, ...settings },
    store,
    serverStatus: createServerStatus(link),
    mark: () => '3f2a-91bc-04de-77a1',
    clock: systemClock('boot-1'),
  })
}

const persistent = { config: ['appendonly yes'] }

describeRedis('a server that terminals share', () => {
  test('that is well is green, and tells its time', async () => {
    const { url } = await startRedis(persistent)
    const { checks, sightings } = looksAt({ url })
    expect(await lookOnce(checks, 'store')).toMatchObject({
      level: 'green',
      facts: { mark: '3f2a-91bc-04de-77a1' },
    })
    expect(await lookOnce(checks, 'store_server')).toEqual({
      level: 'green',
      saying: 'store_server.good',
      facts: { replicas: 0 },
    })
    expect(await lookOnce(checks, 'store_latency')).toMatchObject({ facts: { calls: 20 } })
    const [seen] = await sightings()
    expect(seen?.source).toBe('redis')
    expect(Math.abs(seen?.aheadMs ?? Number.NaN)).toBeLessThan(60_000)
  })

  test('is asked with nothing but what the access list that ships allows', async () => {
    const password = 'a password of the tests'
    const shipped = readFileSync(join(import.meta.dirname, '../../assets/redis/users.acl'), 'utf8')
    const file = join(temporaryFolder(), 'users.acl')
    writeFileSync(file, shipped.replace(/#0{64}/, `#${createHash('sha256').update(password).digest('hex')}`))
    const { url } = await startRedis({ config: [...persistent.config, `aclfile ${file}`] })
    const { checks, sightings } = looksAt({ url, username: 'terminal', password })
    for (const id of ['store', 'store_server', 'store_account']) {
      expect(await lookOnce(checks, id)).toMatchObject({ level: 'green' })
    }
    expect(await sightings()).toHaveLength(1)
  })

  test('that writes no file is amber', async () => {
    const { url } = await startRedis()
    expect(await lookOnce(looksAt({ url }).checks, 'store_server')).toMatchObject({
      level: 'amber',
      saying: 'store_server.no_file',
    })
  })

  test('that is a replica is red, and so is the store', async () => {
    const primary = await startRedis(persistent)
    const replica = await startReplica(primary, { config: ['replica-read-only yes', 'appendonly yes'] })
    const { checks } = looksAt({ url: replica.url })
    expect(await lookOnce(checks, 'store')).toMatchObject({
      level: 'red',
      facts: { why: expect.stringContaining('it is a replica') },
    })
  })

  test('that is gone is red once, and has no time', async () => {
    const { checks, sightings } = looksAt({ url: 'redis://127.0.0.1:1' })
    expect(await lookOnce(checks, 'store')).toMatchObject({
      level: 'red',
      saying: 'store.fails',
      facts: { why: expect.stringContaining('ECONNREFUSED') },
    })
    expect(await look(checks, 'store_latency')).toEqual([])
    expect(await look(checks, 'store_server')).toEqual([])
    expect(await sightings()).toEqual([])
  })
})

const status = { nowMs: 0, role: 'master', replicas: 1, appendOnly: true }

const described = (
  settings: Partial<RedisSettings>,
  server: Partial<typeof status> = {},
  clock = fakeClock(),
  session: () => Promise<{ kind: 'over'; reason: 'logout' }> = async () => ({
    kind: 'over',
    reason: 'logout',
  }),
) =>
  sharedStoreChecks({
    config: { kind: 'redis', station: 'harbour', ...settings },
    store: { session },
    serverStatus: async () => ({ ...status, ...server }),
    mark: () => '',
    clock,
  }).checks

const sentinel = (...nodes: string[]) => ({ sentinel: { name: 's', nodes } })

describe('what the configuration says of the server', () => {
  test.each([
    ['TLS', { url: 'rediss://redis.example:6380' }, 'green', 'tls'],
    ['sentinels by TLS', sentinel('rediss://a.example:1', 'rediss://b.example:1'), 'green', 'tls'],
    ['no TLS on this computer', { url: 'redis://127.0.0.1:6379' }, 'green', 'loopback'],
    ['no TLS', { url: 'redis://redis.example:6379' }, 'red', 'plain'],
    ['a sentinel on this computer without TLS', sentinel('redis://127.0.0.1:1'), 'red', 'plain'],
    ['one sentinel without TLS', sentinel('rediss://a.example:1', 'redis://b.example:1'), 'red', 'plain'],
  ])('%s is %s', async (_what, settings, level, way) => {
    expect(await lookOnce(described(settings), 'store_encryption')).toMatchObject({
      level,
      saying: `store_encryption.${way}`,
    })
  })

  test('a user of its own is green, the one who may do everything amber', async () => {
    expect(await lookOnce(described({ username: 'terminal' }), 'store_account')).toMatchObject({
      level: 'green',
      facts: { user: 'terminal' },
    })
    for (const settings of [{}, { username: 'default' }]) {
      expect(await lookOnce(described(settings), 'store_account')).toMatchObject({ level: 'amber' })
    }
  })

  test('sentinels need a replica', async () => {
    const settings = sentinel('rediss://a.example:1')
    expect(await lookOnce(described(settings, { replicas: 0 }), 'store_server')).toMatchObject({
      level: 'amber',
      saying: 'store_server.no_replicas',
    })
    expect(await lookOnce(described(settings), 'store_server')).toMatchObject({ level: 'green' })
    expect(await lookOnce(described(settings, { role: 'slave' }), 'store_server')).toMatchObject({
      level: 'red',
      saying: 'store_server.replica',
    })
  })

  test.each([
    [19, 'green', 'quick'],
    [20, 'amber', 'slow'],
    [199, 'amber', 'slow'],
    [200, 'red', 'very_slow'],
  ])('answers that take %s ms are %s', async (ms, level, speed) => {
    const clock = fakeClock()
    const session = async () => {
      await clock.pass(ms)
      return { kind: 'over', reason: 'logout' } as const
    }
    expect(await lookOnce(described({}, {}, clock, session), 'store_latency')).toEqual({
      level,
      saying: `store_latency.${speed}`,
      facts: { calls: 20, ms },
    })
  })
})
