import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeRedis, startClusterNode, startRedis } from '../redis/servers.ts'
import { certify, makeAuthority } from '../sms/servers/certificates.ts'
import { temporaryFolder } from '../station.ts'
import { redisStation } from './redis-station.ts'
import { answering, changing, ending, officerRow, opening } from './steps.ts'
import { tour } from './tour.ts'

const password = 'a password of the tests'
const shipped = readFileSync(join(import.meta.dirname, '../../assets/redis/users.acl'), 'utf8')
const granted = shipped.match(/\+[\w|]+/g) ?? []

/** The file that ships, with a password, and without what a test takes away. */
const accessList = (without: string[] = []) =>
  without.reduce(
    (text, word) => text.replace(` ${word}`, ''),
    shipped.replace(/#0{64}/, `#${createHash('sha256').update(password).digest('hex')}`),
  )

const startGuarded = async (without: string[] = []) => {
  const folder = temporaryFolder()
  const file = join(folder, 'users.acl')
  writeFileSync(file, accessList(without))
  return startRedis({ config: [`aclfile ${file}`] })
}

const harbour = (settings: Parameters<typeof redisStation>[0]['settings'], ca?: string, terminal = 't') => {
  const station = redisStation({
    settings,
    station: 'harbour',
    terminal,
    folder: temporaryFolder(),
    ...(ca !== undefined && { ca }),
  })
  onTestFinished(station.store.close)
  return station
}

/** With two terminals. */
const tourAt = (settings: Parameters<typeof redisStation>[0]['settings'], ca?: string) =>
  tour(harbour(settings, ca).store, harbour(settings, ca, 'other').store)

describeRedis('the access list that ships', () => {
  test('suffices for every verb', async () => {
    const { url } = await startGuarded()
    await tourAt({ url, username: 'terminal', password })
  })

  test.each([
    ...granted.filter((word) => word !== '+ping'),
    '~tor-unveil:{harbour}:*',
    '&tor-unveil:{harbour}:ended:*',
  ])('is not enough without %s', async (word) => {
    const { url } = await startGuarded([word])
    await expect(tourAt({ url, username: 'terminal', password })).rejects.toThrow()
  })

  test('is not enough without +ping: a connection that cannot ask whether it lives is given up', async () => {
    const { url } = await startGuarded(['+ping'])
    const { store, logged } = harbour({ url, username: 'terminal', password })
    await store.officer('o1')
    await expect
      .poll(() => logged.join(), { timeout: 5000 })
      .toContain('the user may not do all that it must')
  })

  test('allows nothing more: no other key, channel or command', async () => {
    const server = await startGuarded()
    const cli = server.cliAs('terminal', password)
    for (const command of [
      ['GET', 'tor-unveil:{other}:mark'],
      ['SET', 'anything', '1'],
      ['EVALSHA', '0'.repeat(40), '1', 'tor-unveil:{other}:'],
      ['PUBLISH', 'tor-unveil:{other}:ended:t', 'x'],
      ['SUBSCRIBE', 'tor-unveil:{other}:ended:t'],
      ['KEYS', '*'],
      ['SCAN', '0'],
      ['FLUSHALL'],
      ['FLUSHDB'],
      ['EVAL', 'return 1', '0'],
      ['SCRIPT', 'FLUSH'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['CLIENT', 'LIST'],
      ['MONITOR'],
      ['SAVE'],
      ['SHUTDOWN'],
      ['REPLICAOF', 'NO', 'ONE'],
      ['FUNCTION', 'LIST'],
      ['MODULE', 'LIST'],
    ]) {
      await expect(cli(...command), command.join(' ')).rejects.toThrow('NOPERM')
    }
    await expect(server.cli('PING')).rejects.toThrow('NOAUTH')
  })

  test('with the configuration that ships, and this list, a kill -9 loses nothing that a script has written', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'users.acl')
    writeFileSync(file, accessList())
    const authority = makeAuthority('the authority of the station')
    const server = await startRedis({
      folder,
      tls: { authority, server: certify(authority, { name: 'redis', hosts: ['localhost', '127.0.0.1'] }) },
      config: [`include ${join(import.meta.dirname, '../../assets/redis/redis.conf')}`, `aclfile ${file}`],
    })
    const terminal = () =>
      harbour({ url: server.url, username: 'terminal', password }, authority.certificate).store
    const before = terminal()
    await before.putOfficers([officerRow('o1'), officerRow('o2')], changing('imported'), ending)
    await before.putOfficers([officerRow('o2', 2)], changing('changed'), ending)
    await before.open(opening('c1'))
    for (let n = 0; n < 3; n += 1) await before.answer(answering('c1', false))
    await before.open(opening('c2', 'o2'))
    const signedIn = {
      ...answering('c2', true, 'o2'),
      officer: { loginId: 'o2', mac: officerRow('o2', 2).mac },
    }
    await before.answer(signedIn)
    // What is written is appended every second: the server says when.
    const written = async () => {
      const info = await server.cliAs('terminal', password)('INFO', 'persistence')
      return /aof_pending_bio_fsync:0/.test(info) && /aof_buffer_length:0/.test(info)
    }
    await expect.poll(written).toBe(true)
    await server.kill()
    await server.restart()
    const after = terminal()
    expect(await after.officer('o1')).toMatchObject({ row: officerRow('o1') })
    expect(await after.officer('o2')).toMatchObject({ row: officerRow('o2', 2) })
    expect(await after.open(opening('c3'))).toMatchObject({ kind: 'locked' })
    expect(await after.session(signedIn.session.id)).toMatchObject({ kind: 'live' })
  })

  test('with another password nobody is let in, and the log says why', async () => {
    const { url } = await startGuarded()
    const { store, logged } = harbour({ url, username: 'terminal', password: 'another' })
    await expect(store.officer('o1')).rejects.toThrow('it does not accept user name and password')
    expect(logged.join()).toContain('it does not accept user name and password')
    expect(logged.join()).not.toContain('another')
  })
})

describeRedis('over TLS', () => {
  const authority = makeAuthority('the authority of the station')
  const server = () =>
    startRedis({ tls: { authority, server: certify(authority, { name: 'redis', hosts: ['localhost'] }) } })

  test('a server whose certificate the own authority signed is used for every verb', async () => {
    const { url } = await server()
    await tourAt({ url }, authority.certificate)
  })

  test.each([
    ['another authority', 'localhost', makeAuthority('another').certificate],
    ['no authority of its own', 'localhost', undefined],
    ['another name', '127.0.0.1', authority.certificate],
  ])('a terminal that trusts or asks for %s sends nothing', async (_what, host, ca) => {
    const { port } = await server()
    const { store } = harbour({ url: `rediss://${host}:${port}` }, ca)
    await expect(store.officer('o1')).rejects.toThrow('its certificate is not trusted')
  })
})

describeRedis('in a cluster', () => {
  test('every script is accepted: all keys of a station lie in one slot', async () => {
    const { url } = await startClusterNode()
    await tourAt({ url })
  })
})
