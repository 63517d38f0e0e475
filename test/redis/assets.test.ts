import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { certify, makeAuthority } from '../sms/servers/certificates.ts'
import { describeRedis, startRedis } from './servers.ts'

const shipped = join(import.meta.dirname, '../../assets/redis/redis.conf')
const paragraphs = readFileSync(shipped, 'utf8').trimEnd().split('\n\n')

/** The file that ships; its paths, port and address are this computer's. */
const startShipped = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-redis-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const users = join(folder, 'users.acl')
  writeFileSync(users, 'user default off\nuser it on >secret ~* &* +@all\n')
  const authority = makeAuthority('station')
  const server = certify(authority, { name: 'redis', hosts: ['localhost', '127.0.0.1'] })
  return startRedis({
    folder,
    tls: { authority, server },
    config: [`include ${shipped}`, `aclfile ${users}`],
  })
}

test('each setting of the Redis server says why it is there', () => {
  const settings = paragraphs.filter((paragraph) => /^[a-z]/m.test(paragraph))
  expect(settings.length).toBeGreaterThan(20)
  expect(settings.filter((paragraph) => !/^# .+\.\n|^# .+\n/.test(paragraph))).toEqual([])
})

describeRedis('The Redis server with the configuration that ships', () => {
  test('starts, speaks TLS and turns away whoever has no password', async () => {
    const redis = await startShipped()
    expect(redis.url).toMatch(/^rediss:/)
    await expect(redis.cli('PING')).rejects.toThrow('NOAUTH')
    expect(await redis.cliAs('it', 'secret')('PING')).toBe('PONG')
  })

  test('holds what its file says, but for what belongs to this computer', async () => {
    const redis = await startShipped()
    const it = redis.cliAs('it', 'secret')
    const settings = paragraphs
      .flatMap((paragraph) => paragraph.split('\n'))
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => line.split(/ (.*)/))
    const ofThisComputer = /^(bind|tls-port|tls-.+-file|aclfile|dir)$/
    for (const [name = '', value = ''] of settings.filter(([name = '']) => !ofThisComputer.test(name))) {
      const [, held = ''] = (await it('CONFIG', 'GET', name)).split('\n')
      const plain = value.replaceAll('"', '').replace(/^(\d+)mb$/, (_, mb) => `${Number(mb) * 1024 * 1024}`)
      expect(`${name} ${held}`).toBe(`${name} ${plain}`)
    }
  })

  test('is killed, starts again and knows what it knew', async () => {
    const redis = await startShipped()
    const it = redis.cliAs('it', 'secret')
    await it('SET', 'lock', 'until five')
    await redis.kill()
    await redis.restart()
    expect(await it('GET', 'lock')).toBe('until five')
  })

  test('refuses what is new when its memory is full, and forgets nothing', async () => {
    const redis = await startShipped()
    const it = redis.cliAs('it', 'secret')
    await it('SET', 'lock', 'until five', 'EX', '300')
    await it('CONFIG', 'SET', 'maxmemory', '1')
    await expect(it('SET', 'more', 'a tally')).rejects.toThrow('OOM')
    expect(await it('GET', 'lock')).toBe('until five')
  })

  test('cannot be made to run foreign code or to write elsewhere, even by its administrator', async () => {
    const redis = await startShipped()
    const it = redis.cliAs('it', 'secret')
    await expect(it('MODULE', 'LOAD', '/tmp/module.so')).rejects.toThrow('not allowed')
    await expect(it('DEBUG', 'SLEEP', '0')).rejects.toThrow('not allowed')
    await expect(it('CONFIG', 'SET', 'dir', '/tmp')).rejects.toThrow('protected config')
  })

  test('says BUSY while a script hangs', async () => {
    const redis = await startShipped()
    const it = redis.cliAs('it', 'secret')
    const hanging = it('EVAL', 'while true do end', '0').catch((error: Error) => error.message)
    await redis.said(/Slow script detected/)
    await expect(it('PING')).rejects.toThrow('BUSY')
    await it('SCRIPT', 'KILL')
    expect(await hanging).toContain('Script killed')
  })
})
