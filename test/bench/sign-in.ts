// The whole road of an officer, against what its writes and signatures cost by themselves.
import { openBenchStation } from './bench-station.ts'
import { sqliteFiller } from './fill-sqlite.ts'
import { inFolder } from './in-folder.ts'
import { micros, ratio, report, runPart, verdict } from './report.ts'
import { alternate, quantile, ratios, spread, timed } from './rounds.ts'
import { signInAndOut } from './sign-in-and-out.ts'
import { signInLimit } from './sign-in-limit.ts'

const officers = 1000
const rounds = 9
const aRound = 1000
const goal = { share: 0.85, p99Ms: 5 }

const measure = (sync: 'FULL' | 'NORMAL') =>
  inFolder(async (dir) => {
    const bench = await openBenchStation({ dir, sync })
    const filler = sqliteFiller({ bench, dir })
    await filler.enrol(1, officers)
    const limit = signInLimit({ dir, sync, officers })
    const promises = signInLimit({ dir, sync, officers, promises: true })
    const signIn = signInAndOut(bench, officers)
    const verifies: number[] = []
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
      {
        program: manyTimes(async (turn) => verifies.push(await signIn(turn))),
        limit: manyTimes((turn) => limit.signIn((turn % officers) + 1)),
        promises: manyTimes((turn) => promises.signIn((turn % officers) + 1)),
      },
      rounds,
    )
    limit.close()
    promises.close()
    await filler.close()
    await bench.close()
    const p99 = quantile(
      verifies.slice(aRound).toSorted((a, b) => a - b),
      0.99,
    )
    return {
      program: spread(took.program),
      limit: spread(took.limit),
      promises: spread(took.promises),
      share: ratios(took.limit, took.program),
      shareOfPromises: ratios(took.promises, took.program),
      p99,
    }
  })

await runPart(async () => {
  const full = await measure('FULL')
  const normal = await measure('NORMAL')
  const row = (name: string, { program, limit, promises, share, shareOfPromises, p99 }: typeof full) => [
    name,
    micros(program),
    micros(limit),
    ratio(share),
    micros(promises),
    ratio(shareOfPromises),
    `${p99.toFixed(1)} ms`,
  ]
  report('sign-in', {
    done: `${rounds} rounds of ${aRound} sign-ins each, median and spread.`,
    columns: [
      '`synchronous`',
      'send, verify, session, logout',
      'the limit',
      'share of the limit',
      'the limit with the promises',
      'share of that',
      'p99 of a verify',
    ],
    rows: [row('FULL', full), row('NORMAL', normal)],
    notes: [
      `Goal with FULL: at least ${goal.share} of the limit (${verdict(full.share.median >= goal.share)}), p99 of a verify under ${goal.p99Ms} ms (${verdict(full.p99 < goal.p99Ms)}).`,
    ],
  })
})
