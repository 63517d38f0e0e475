import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import type { RedisSettings } from '../../main/store/settings.ts'
import { redisHere, startProcess } from '../redis/server-process.ts'

/** Scripts that take longer go into the slow log, in microseconds. */
const slowMicros = 500

const assets = join(import.meta.dirname, '../../assets/redis')

export type Server = Awaited<ReturnType<typeof startServer>>

/**
 * A Redis server on a port of this computer, with the settings and the user of assets/redis/, without TLS. Its data and
 * its passwords are gone when it ends. `whenOver` takes what ends it.
 */
export const startServer = async (connections: number, whenOver: (end: () => Promise<void>) => void) => {
  if (!redisHere) throw new Error('The simulation needs redis-server and redis-cli on this computer.')
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-simulation-'))
  whenOver(async () => rmSync(folder, { recursive: true, force: true }))
  const terminals = { username: 'terminal', password: randomBytes(16).toString('hex') }
  const it = { username: 'it', password: randomBytes(16).toString('hex') }
  const users = join(folder, 'users.acl')
  writeFileSync(users, `${usersOf(terminals.password)}\nuser it on >${it.password} ~* &* +@all\n`)
  const lines = [
    `include ${join(assets, 'redis.conf')}`,
    'tls-port 0',
    `aclfile ${users}`,
    `maxclients ${connections}`,
    `slowlog-log-slower-than ${slowMicros}`,
    'slowlog-max-len 5000',
  ]
  const { port, url } = await startProcess({ lines, folder }, whenOver)

  const client = createClient({ ...it, socket: { host: '127.0.0.1', port, reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  const command = (...words: string[]) => client.sendCommand(words)
  const settingsOf = (station: string, account: typeof it): RedisSettings => ({
    kind: 'redis',
    station,
    url,
    ...account,
  })
  return {
    command,
    /** The fields of INFO. */
    info: async () => {
      const lines = String(await command('INFO', 'everything')).split('\r\n')
      return new Map(lines.map((line) => [line.replace(/:.*/, ''), line.replace(/^[^:]*:/, '')]))
    },
    settings: settingsOf('simulation', terminals),
    /** For a station of its own, which only IT's user may touch. */
    settingsToMeasure: settingsOf('measured', it),
    close: () => client.destroy(),
  }
}

const usersOf = (password: string) =>
  readFileSync(join(assets, 'users.acl'), 'utf8')
    .trimEnd()
    .replaceAll('{harbour}', '{simulation}')
    .replaceAll(/#0{64}/g, `#${createHash('sha256').update(password).digest('hex')}`)
