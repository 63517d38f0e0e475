// The same road with the shared store, against its scripts, its ledger's commits and its signatures by themselves.
import { redisHere, startProcess } from '../redis/server-process.ts'
import { openBenchStation } from './bench-station.ts'
import { redisFiller } from './fill-redis.ts'
import { sqliteFiller } from './fill-sqlite.ts'
import { inFolder } from './in-folder.ts'
import { redisLimit } from './redis-limit.ts'
import { micros, notRun, ratio, report, runPart, verdict } from './report.ts'
import { alternate, ratios, spread, timed } from './rounds.ts'
import { signInAndOut } from './sign-in-and-out.ts'

const officers = 1000
const rounds = 9
const aRound = 1000
const goal = 0.6

const measure = (redisUrl: string) =>
  inFolder(async (dir) => {
    const bench = await openBenchStation({ dir, sync: 'FULL', redisUrl })
    const filler = await redisFiller({ bench, redisUrl, local: sqliteFiller({ bench, dir }) })
    await filler.populate(officers)
    const limit = await redisLimit({ bench, redisUrl, dir })
    const signIn = signInAndOut(bench, officers)
    let turn = 0
    const manyTimes = (one: (turn: number) => Promise<unknown>) => async () => {
      const ms = await timed(async () => {
        for (let n = 0; n < aRound; n += 1) {
          turn += 1
          await one(turn)
        }
      })
      return (ms / aRound) * 1000
    }
    const took = await alternate(
      { program: manyTimes(signIn), limit: manyTimes((turn) => limit.signIn((turn % officers) + 1)) },
      rounds,
    )
    limit.close()
    await filler.close()
    await bench.close()
    return {
      program: spread(took.program),
      limit: spread(took.limit),
      share: ratios(took.limit, took.program),
    }
  })

await runPart(async () => {
  if (!redisHere) return notRun('sign-in-redis', 'there is no `redis-server` on this computer.')
  const ends: (() => Promise<void>)[] = []
  try {
    const { url } = await startProcess(
      { lines: ['appendonly yes', 'appendfsync everysec', 'save ""'] },
      (end) => void ends.push(end),
    )
    const { program, limit, share } = await measure(url)
    report('sign-in-redis', {
      done: `${rounds} rounds of ${aRound} sign-ins each, median and spread.`,
      columns: ['send, verify, session, logout', 'the limit', 'share of the limit', 'goal'],
      rows: [
        [micros(program), micros(limit), ratio(share), `at least ${goal}: ${verdict(share.median >= goal)}`],
      ],
    })
  } finally {
    for (const end of ends) await end()
  }
})
