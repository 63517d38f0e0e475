// How long the main process stands still at most while officers sign in.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { openBenchStation } from './bench-station.ts'
import { sqliteFiller } from './fill-sqlite.ts'
import { inFolder } from './in-folder.ts'
import { millis, report, runPart, verdict } from './report.ts'
import { spread } from './rounds.ts'
import { signInAndOut } from './sign-in-and-out.ts'

const officers = 1000
const rounds = 7
const aRound = 1000
const goalMs = 20

await runPart(async () => {
  const stalls = await inFolder(async (dir) => {
    const bench = await openBenchStation({ dir, sync: 'FULL' })
    const filler = sqliteFiller({ bench, dir })
    await filler.enrol(1, officers)
    const signIn = signInAndOut(bench, officers)
    const longest: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      for (let n = 0; n < aRound; n += 1) {
        await signIn(n)
        // As between two messages of the window, so that the loop comes round.
        await setImmediate()
      }
      delay.disable()
      longest.push(delay.max / 1e6)
    }
    await filler.close()
    await bench.close()
    return spread(longest)
  })
  report('event-loop', {
    done: `${rounds} rounds of ${aRound} sign-ins each with synchronous=FULL, the longest stall of each round: median and spread.`,
    columns: ['longest stall', 'goal'],
    rows: [[millis(stalls), `under ${goalMs} ms: ${verdict(stalls.median < goalMs)}`]],
  })
})
