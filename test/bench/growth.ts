// What a step costs at a terminal with a thousand officers, sessions and entries, and at one with a million.
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { officer } from '../simulate/people.ts'
import { type BenchStation, openBenchStation } from './bench-station.ts'
import { inFolder } from './in-folder.ts'
import { ratio, report, runPart, verdict } from './report.ts'
import { alternate, quantile, ratios, type Spread, spread } from './rounds.ts'
import { signInAndOut } from './sign-in-and-out.ts'

const sizes = [1_000, 100_000, 1_000_000]
const rounds = 11
const aRound = 300
const goal = { ratio: 1.2, stallMs: 20 }
const minuteMs = 60_000
/** Somebody signs in ten times a second; an administrator searches once a second. */
const pauseMs = 100

type Measured = { size: number; bench: BenchStation }
type Step = (measured: Measured, turn: number) => Promise<unknown>

/** A number that lies anywhere in the roster, another one each time. */
const anywhere = (size: number, turn: number) => ((turn * 7919) % size) + 1

const find = (text: string) => async (at: Pick<Measured, 'bench'>) => {
  await at.bench.station.store.findOfficers({ text, after: '', most: 51 })
}

const steps: Record<string, Step> = {
  send: async ({ bench, size }, turn) => {
    const sent = await bench.call('sendOtp', officer(anywhere(size, turn)))
    if (!sent.ok) throw new Error(`The send was refused: ${sent.code}.`)
  },
  'ledger append': ({ bench }) =>
    bench.station.store.note({ event: 'gateway', actor: 'terminal', subject: 'bench', outcome: 'rests' }),
  'search: a login ID': ({ bench, size }, turn) =>
    bench.station.store.findOfficers({ text: officer(anywhere(size, turn)).loginId, after: '', most: 51 }),
  'search: a name that one officer has': find('ezhilarasi'),
  'search: a station of forty': find('adyar adyar tambaram'),
  'search: nobody': find('nobody at all'),
}

const p50 = (step: Step, measured: Measured) => {
  let turn = 0
  return async () => {
    const took: number[] = []
    for (let n = 0; n < aRound; n += 1) {
      turn += 1
      const startedAt = performance.now()
      await step(measured, turn)
      took.push(performance.now() - startedAt)
    }
    return (
      quantile(
        took.toSorted((a, b) => a - b),
        0.5,
      ) * 1000
    )
  }
}

const p50OfVerify = ({ bench, size }: Measured) => {
  const signIn = signInAndOut(bench, size)
  let turn = 0
  return async () => {
    const took: number[] = []
    for (let n = 0; n < aRound; n += 1) {
      turn += 1
      took.push(await signIn(anywhere(size, turn)))
    }
    return (
      quantile(
        took.toSorted((a, b) => a - b),
        0.5,
      ) * 1000
    )
  }
}

const ofSizes = (make: (measured: Measured) => () => Promise<number>, all: Measured[]) =>
  Object.fromEntries(all.map((measured) => [`${measured.size}`, make(measured)]))

/** The longest stall in a minute, of a program of its own. */
const stallOf = async (name: string, ...args: string[]) => {
  const file = join(import.meta.dirname, name)
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args, `${minuteMs}`, `${pauseMs}`])
  return Number(stdout)
}

await runPart(() =>
  inFolder(async (folder) => {
    const all: Measured[] = []
    for (const size of sizes) {
      const dir = join(folder, `${size}`)
      mkdirSync(dir)
      console.log(`Filling a database with ${size} officers, challenges, sessions and entries.`)
      // In a process of its own: what a million rows leave to be swept up is not the program's.
      execFileSync(process.execPath, [join(import.meta.dirname, 'fill.ts'), dir, `${size}`])
      all.push({ size, bench: await openBenchStation({ dir, sync: 'FULL' }) })
    }
    const measured: [string, Record<string, number[]>][] = []
    for (const [name, step] of Object.entries(steps)) {
      measured.push([
        name,
        await alternate(
          ofSizes((at) => p50(step, at), all),
          rounds,
        ),
      ])
    }
    measured.splice(1, 0, ['verify', await alternate(ofSizes(p50OfVerify, all), rounds)])
    for (const { bench } of all) await bench.close()
    // What the rounds have left to be written is not a minute's.
    execFileSync('sync')
    const largest = Math.max(...sizes)
    const [stallMs = Number.NaN, bareMs = Number.NaN] = await Promise.all([
      stallOf('minute-of-use.ts', join(folder, `${largest}`), `${largest}`),
      // What this computer and its disk do to a loop that does nothing but write.
      stallOf('bare-minute.ts', folder),
    ])

    const row = ([name, took]: (typeof measured)[number]) => {
      const of = (size: number) => took[`${size}`] ?? []
      const growth: Spread = ratios(of(1_000_000), of(1_000))
      const cells = sizes.map((size) => `${Math.round(spread(of(size)).median)} µs`)
      return [name, ...cells, ratio(growth), verdict(growth.median <= goal.ratio)]
    }
    report('growth', {
      done: `${rounds} rounds of ${aRound} steps at each size; the median of the rounds' medians, and of their ratios with the spread.`,
      columns: [
        '',
        ...sizes.map((size) => size.toLocaleString('en')),
        'a million to a thousand',
        `goal: within ${goal.ratio}`,
      ],
      rows: measured.map(row),
      notes: [
        `The longest stall in a minute of use with a million (a sign-in every ${pauseMs} ms, a search every second): ${stallMs.toFixed(1)} ms. Goal: under ${goal.stallMs} ms (${verdict(stallMs < goal.stallMs)}). In the same minute a loop that only writes as much and waits for the disk as often stood still for ${bareMs.toFixed(1)} ms.`,
      ],
    })
  }),
)
