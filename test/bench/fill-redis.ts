import { randomBytes } from 'node:crypto'
import { createClient } from '@redis/client'
import { newId } from '../../main/login/new-id.ts'
import { accountOf } from '../../main/login/send.ts'
import { officer } from '../simulate/people.ts'
import type { BenchStation } from './bench-station.ts'
import type { Filler, Rows } from './fill-sqlite.ts'

/** Commands that are under way at once. */
const atOnce = 500
const eightHoursMs = 8 * 60 * 60 * 1000
const twoMinutesMs = 120_000
const prefix = 'tor-unveil:{bench}:'

/** The same on a Redis server, with the keys that the scripts of main/store/redis/lua write; the ledger stays local. */
export const redisFiller = async ({
  bench: { station },
  redisUrl,
  local,
}: {
  bench: BenchStation
  redisUrl: string
  local: Filler
}): Promise<Pick<Filler, 'populate' | 'rows' | 'close'>> => {
  const client = createClient({ url: redisUrl })
  client.on('error', () => undefined)
  await client.connect()
  const command = (...words: string[]) => client.sendCommand(words)
  const key = (...parts: string[]) => prefix + parts.join(':')
  const { vault } = station
  const run = /run_id:(\w+)/.exec(String(await command('INFO', 'server')))?.[1] ?? ''
  const replid = /master_replid:(\w+)/.exec(String(await command('INFO', 'replication')))?.[1] ?? ''

  const addChallenge = (number: number) => {
    const { loginId, mobileNumber } = officer(number)
    const id = newId(Date.now())
    const terminal = randomBytes(16).toString('hex')
    const account = accountOf(vault, loginId).slice(0, 32)
    const subject = vault.mac('subject', `${loginId}\n${mobileNumber}`).toString('hex').slice(0, 32)
    const fields = { account, subject, terminal, name: loginId, digest: randomBytes(32).toString('hex') }
    const state = { state: 'open', tries: '0', expiresAt: `${Date.now() + twoMinutesMs}`, run: run + replid }
    return [
      command('SET', key('open', subject), id, 'PX', `${twoMinutesMs}`),
      command('HSET', key('challenge', id), ...Object.entries({ ...fields, ...state }).flat()),
      command('PEXPIRE', key('challenge', id), `${twoMinutesMs}`),
    ]
  }

  const addSession = (number: number) => {
    const { loginId } = officer(number)
    const id = newId(Date.now())
    const terminal = randomBytes(16).toString('hex')
    const now = Date.now()
    const times = { startedAt: `${now}`, activeAt: `${now}`, expiresAt: `${now + eightHoursMs}` }
    return [
      command(
        'HSET',
        key('session', id),
        ...Object.entries({ loginId, terminal, place: 'elsewhere', ...times }).flat(),
      ),
      command('PEXPIRE', key('session', id), `${eightHoursMs}`),
      command('SET', key('session-of', loginId), id, 'PX', `${eightHoursMs}`),
      command('SET', key('session-at', terminal), id, 'PX', `${eightHoursMs}`),
      command('ZADD', key('sessions'), `${now + eightHoursMs}`, id),
    ]
  }

  const size = async (name: string, how: 'HLEN' | 'ZCARD') => Number(await command(how, key(name)))

  return {
    populate: async (n) => {
      const first = (await size('officers', 'HLEN')) + 1
      await local.enrol(first, n)
      for (let from = first; from < first + n; from += atOnce) {
        const numbers = Array.from({ length: Math.min(atOnce, first + n - from) }, (_, at) => from + at)
        await Promise.all(numbers.flatMap((number) => [...addChallenge(number), ...addSession(number)]))
      }
      local.addEntries(first, n)
    },
    rows: async (): Promise<Rows> => {
      let challenges = 0
      let cursor = '0'
      do {
        const page = await command('SCAN', cursor, 'MATCH', key('challenge', '*'), 'COUNT', '1000')
        const [next, names] = Array.isArray(page) ? page : []
        challenges += Array.isArray(names) ? names.length : 0
        cursor = String(next)
      } while (cursor !== '0')
      const { ledger } = await local.rows()
      return {
        officers: await size('officers', 'HLEN'),
        challenges,
        sessions: await size('sessions', 'ZCARD'),
        ledger,
      }
    },
    close: async () => {
      client.destroy()
      await local.close()
    },
  }
}
