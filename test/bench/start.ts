// From the start of the process until somebody can type, against a window with nothing in it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { launch } from '../../scripts/launch.mjs'
import { hasDisplay } from '../../scripts/project.mjs'
import { startElectron } from './electron-run.ts'
import { millis, notRun, ratio, report, runPart, verdict } from './report.ts'
import { alternate, ratios, type Spread, spread } from './rounds.ts'

const rounds = 11
const goal = 1.1
/** Processes that are still starting would make the memory a matter of chance. */
const restMs = 1500

const emptyWindow = join(import.meta.dirname, 'empty-window')
const program = { selector: 'form input:not([disabled], [readonly])', count: 2 }
const empty = { selector: '#root p', count: 1 }

const newHome = () => mkdtempSync(join(tmpdir(), 'tor-unveil-bench-'))

const buildEmptyPage = (home: string) =>
  build({
    configFile: false,
    logLevel: 'warn',
    root: emptyWindow,
    base: './',
    plugins: [react()],
    build: {
      outDir: join(home, 'page'),
      emptyOutDir: true,
      target: 'chrome140',
      modulePreload: { polyfill: false },
    },
  })

await runPart(async () => {
  if (!hasDisplay()) return notRun('start', 'there is no display, and no `Xvfb` to make one.')
  const homes = { program: newHome(), empty: newHome() }
  mkdirSync(join(homes.empty, 'page'))
  await buildEmptyPage(homes.empty)
  const launches = { program: launch(homes.program), empty: launch(homes.empty) }
  launches.empty.args = [emptyWindow]
  launches.empty.env.EMPTY_WINDOW_HOME = homes.empty
  // The first start makes keys, database and demo roster.
  await (await startElectron(launches.program, program)).end()

  const memory: Record<keyof typeof homes, number[]> = { program: [], empty: [] }
  const one = (name: keyof typeof homes, shows: typeof program) => async () => {
    const run = await startElectron(launches[name], shows)
    await setTimeout(restMs)
    memory[name].push(run.memory() / 1024 / 1024)
    await run.end()
    return run.usableMs
  }
  const took = await alternate({ program: one('program', program), empty: one('empty', empty) }, rounds)
  for (const home of Object.values(homes)) rmSync(home, { recursive: true, force: true })

  const counted = { program: memory.program.slice(1), empty: memory.empty.slice(1) }
  const row = (what: string, of: typeof took, share: Spread, words: (spread: Spread) => string) => [
    what,
    words(spread(of.program)),
    words(spread(of.empty)),
    ratio(share),
    `within ${goal.toFixed(2)}: ${verdict(share.median <= goal)}`,
  ]
  report('start', {
    done: `${rounds} starts of each in turns, median and spread; ${launches.program.chromiumSandbox ? 'sandbox on' : 'as root, without the sandbox'}.`,
    columns: ['', 'the program', 'an empty window', 'ratio', 'goal'],
    rows: [
      row('process start to usable', took, ratios(took.program, took.empty), millis),
      row('memory (PSS)', counted, ratios(counted.program, counted.empty), megabytes),
    ],
  })
})

function megabytes({ median, least, most }: Spread) {
  return `${median.toFixed(1)} MB (${least.toFixed(1)}–${most.toFixed(1)})`
}
