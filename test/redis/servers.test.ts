import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { beforeAll, expect, test, vi } from 'vitest'
import { certify, makeAuthority } from '../sms/servers/certificates.ts'
import {
  describeRedis,
  type Redis,
  startClusterNode,
  startRedis,
  startReplica,
  startSentinel,
} from './servers.ts'

const answerWithoutTls = async (port: number) => {
  let answer = ''
  const socket = connect(port, '127.0.0.1')
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => undefined)
  socket.write('PING\r\nQUIT\r\n')
  await new Promise((closed) => socket.once('close', closed))
  return answer
}

describeRedis('A Redis server of a test', () => {
  let ofFile: Redis
  beforeAll(async () => {
    ofFile = await startRedis()
  })
  const seen: Redis[] = []

  test('answers, and says in words what it refuses', async () => {
    const redis = await startRedis()
    seen.push(redis)
    expect(await redis.cli('SET', 'key', 'value')).toBe('OK')
    expect(await redis.cli('GET', 'key')).toBe('value')
    await expect(redis.cli('SET', 'key')).rejects.toThrow(/^ERR wrong number of arguments/)
    expect(await ofFile.cli('EXISTS', 'key')).toBe('0')
  })

  test('is gone with its folder when its test is over, or with the file where no test started it', async () => {
    expect(seen).toHaveLength(1)
    for (const { cli, folder } of seen) {
      await expect(cli('PING')).rejects.toThrow('Connection refused')
      expect(existsSync(folder)).toBe(false)
    }
    expect(await ofFile.cli('PING')).toBe('PONG')
  })

  test('is silent while it is frozen, and then answers what it was asked', async () => {
    const redis = await startRedis()
    redis.freeze()
    let answered = false
    const asked = redis.cli('PING').finally(() => {
      answered = true
    })
    // Asked later, answered already.
    for (let times = 0; times < 10; times += 1) await ofFile.cli('PING')
    expect(answered).toBe(false)
    redis.thaw()
    expect(await asked).toBe('PONG')
  })

  test('forgets when it is killed, unless it writes down what it does', async () => {
    const redis = await startRedis()
    const writing = await startRedis({ config: ['appendonly yes', 'appendfsync always'] })
    for (const { cli, kill, restart } of [redis, writing]) {
      await cli('SET', 'key', 'value')
      await kill()
      await expect(cli('PING')).rejects.toThrow('Connection refused')
      await restart()
    }
    expect(await redis.cli('EXISTS', 'key')).toBe('0')
    expect(await writing.cli('EXISTS', 'key')).toBe('1')
  })

  test('stops in good order, a frozen one too, and is another run when it starts again', async () => {
    const redis = await startRedis()
    const runId = async () => (await redis.cli('INFO', 'server')).match(/run_id:(\w+)/)?.[1]
    const before = await runId()
    redis.freeze()
    await redis.stop()
    await redis.said(/bye bye/)
    await redis.restart()
    expect(await runId()).toMatch(/^\w{40}$/)
    expect(await runId()).not.toBe(before)
  })

  test('says why it does not start', async () => {
    await expect(startRedis({ config: ['no-such-setting yes'] })).rejects.toThrow(/Bad directive/)
    await expect(startRedis({ port: ofFile.port })).rejects.toThrow(/Address already in use/)
  })

  test('speaks TLS only, where it has a certificate', async () => {
    const authority = makeAuthority('station')
    const server = certify(authority, { name: 'redis', hosts: ['localhost', '127.0.0.1'] })
    const primary = await startRedis({ tls: { authority, server }, config: ['tls-replication yes'] })
    expect(primary.url).toBe(`rediss://localhost:${primary.port}`)
    await primary.cli('SET', 'key', 'value')
    const replica = await startReplica(primary, {
      tls: { authority, server },
      config: ['tls-replication yes'],
    })
    expect(await replica.cli('GET', 'key')).toBe('value')
    expect(await answerWithoutTls(primary.port)).toBe('')
    expect(await answerWithoutTls(ofFile.port)).toBe('+PONG\r\n+OK\r\n')
  })

  test('knows its users', async () => {
    const redis = await startRedis({
      config: ['user default off', 'user reader on >secret ~* -@all +get +ping'],
    })
    await expect(redis.cli('PING')).rejects.toThrow('NOAUTH')
    const reader = redis.cliAs('reader', 'secret')
    expect(await reader('PING')).toBe('PONG')
    await expect(reader('SET', 'key', 'value')).rejects.toThrow('NOPERM')
    await expect(redis.cliAs('reader', 'wrong')('PING')).rejects.toThrow('WRONGPASS')
  })

  test('is copied by a replica', async () => {
    const primary = await startRedis()
    await primary.cli('SET', 'key', 'value')
    const replica = await startReplica(primary)
    expect(await replica.cli('GET', 'key')).toBe('value')
    await expect(replica.cli('SET', 'key', 'other')).rejects.toThrow('READONLY')
  })

  test('is replaced by its replica on the word of a sentinel', { timeout: 30_000 }, async () => {
    const primary = await startRedis()
    const replica = await startReplica(primary)
    const sentinel = await startSentinel({ name: 'station', primaryPort: primary.port })
    expect(await sentinel.primary()).toEqual({ host: '127.0.0.1', port: primary.port })
    await primary.kill()
    await vi.waitFor(
      async () => {
        expect((await sentinel.primary()).port).toBe(replica.port)
      },
      { timeout: 15_000 },
    )
    expect(await replica.cli('SET', 'key', 'value')).toBe('OK')
  })

  test('as a cluster node refuses a script with keys of two slots, and takes one with a hash tag', async () => {
    const node = await startClusterNode()
    const script = "return redis.call('SET', KEYS[1], ARGV[1])"
    await expect(node.cli('EVAL', script, '2', 'one', 'two', 'value')).rejects.toThrow('CROSSSLOT')
    expect(await node.cli('EVAL', script, '2', '{station}:one', '{station}:two', 'value')).toBe('OK')
  })
})
