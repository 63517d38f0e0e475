import { mkdirSync } from 'node:fs'
import { importRoster } from '../../main/roster/import-roster.ts'
import { officer, rosterOf } from '../simulate/people.ts'
import { type BenchStation, openBenchStation } from './bench-station.ts'
import { type Rows, sqliteFiller } from './fill-sqlite.ts'

export type Options = { sync: 'FULL' | 'NORMAL'; store: 'sqlite' | 'redis'; redisUrl?: string }

export type Contender = {
  info: { name: string; version: string; store: string; sync: string; ledger: string }
  /** Asks for a code as officer `(k % users) + 1` does; answers the code. */
  send: (k: number) => Promise<string>
  /** Signs that officer in with what he typed; answers the token, or null where the code was wrong or is used up. */
  verify: (k: number, code: string) => Promise<string | null>
  close: () => Promise<void>
  /** Adds so many officers, and for each an open challenge, a live session and an entry of the ledger. */
  populate: (n: number) => Promise<void>
  rows: () => Promise<Rows>
}

/**
 * This program's sign-in for a harness from outside, which puts it beside others: Node reads it without a build. `dir` is a
 * folder of its own, `users` how many officers are enrolled, numbered from 1.
 */
export const create = async ({
  dir,
  options: { sync, store, redisUrl },
  users,
}: {
  dir: string
  options: Options
  users: number
}): Promise<Contender> => {
  if (store === 'redis' && redisUrl === undefined) throw new Error('The Redis store needs a redisUrl.')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const bench = await openBenchStation({ dir, sync, ...(store === 'redis' && { redisUrl }) })
  await enrol(bench, users)
  const filler = await fillerFor({ bench, dir, redisUrl: store === 'redis' ? redisUrl : undefined })
  const whose = (k: number) => officer((k % users) + 1)
  const opened = new Map<string, string>()
  // The terminal holds one session, and its token is read from there: one officer after the other.
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(step: () => Promise<Value>) => {
    const next = before.then(step, step)
    before = next.catch(() => undefined)
    return next
  }

  const verify = async (k: number, code: string) => {
    const challengeId = opened.get(whose(k).loginId) ?? ''
    const answer = await bench.call('verifyOtp', { challengeId, otp: code })
    return answer.ok ? (bench.token() ?? null) : null
  }

  return {
    info: { name: 'tor-unveil-login', version: '0.1.0', store, sync, ledger: 'HMAC chain in SQLite' },
    send: async (k) => {
      const who = whose(k)
      const answer = await bench.call('sendOtp', who)
      if (!answer.ok) throw new Error(`The send was refused: ${answer.code}.`)
      opened.set(who.loginId, answer.value.challengeId)
      return bench.codeFor(who.mobileNumber)
    },
    verify: (k, code) => inTurn(() => verify(k, code)),
    close: async () => {
      await filler.close()
      await bench.close()
    },
    populate: filler.populate,
    rows: filler.rows,
  }
}

const enrol = async ({ station: { store, roster } }: BenchStation, users: number) => {
  // Without number 0, whose line is the first below the names of the columns.
  const text = rosterOf(users + 1)
    .split('\n')
    .toSpliced(1, 1)
    .join('\n')
  const outcome = await importRoster({ text, source: 'benchmark', store, roster, progress: () => undefined })
  if (outcome.kind !== 'imported') throw new Error(`The officers were not enrolled: ${outcome.kind}.`)
}

const fillerFor = async ({
  redisUrl,
  ...given
}: {
  bench: BenchStation
  dir: string
  redisUrl: string | undefined
}) => {
  const local = sqliteFiller(given)
  if (redisUrl === undefined) return local
  const { redisFiller } = await import('./fill-redis.ts')
  return redisFiller({ ...given, redisUrl, local })
}
