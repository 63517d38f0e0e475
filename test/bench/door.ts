// A call through the door and its rules, against a bare call that only echoes.
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { launch } from '../../scripts/launch.mjs'
import { hasDisplay } from '../../scripts/project.mjs'
import { bundles } from '../../vite.config.ts'
import { startElectron } from './electron-run.ts'
import { micros, notRun, ratio, report, runPart, verdict } from './report.ts'
import { alternate, ratios, type Spread, spread } from './rounds.ts'

const project = join(import.meta.dirname, '../..')
const doorWindow = join(import.meta.dirname, 'door-window')
const rounds = 20
const aRound = 1000
const goal = 1.3

/** Lies inside the project, so that its packages are found. */
const buildWindow = async () => {
  const folder = mkdtempSync(join(project, 'dist', 'door-window-'))
  // The ordinary user who runs it must be able to read it.
  chmodSync(folder, 0o755)
  const { main } = bundles({ flavour: 'development', watch: false })
  await build({
    ...main,
    build: {
      ...main?.build,
      outDir: join(folder, 'main'),
      rolldownOptions: {
        ...main?.build?.rolldownOptions,
        input: { index: join(doorWindow, 'main.ts') },
      },
    },
  })
  copyFileSync(join(doorWindow, 'preload.cjs'), join(folder, 'main', 'preload.cjs'))
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "door-window", "main": "main/index.js", "type": "module" }\n',
  )
  return folder
}

const manyCalls = (call: string) => `
(async () => {
  const startedAt = performance.now()
  for (let n = 0; n < ${aRound}; n += 1) await ${call}
  return (performance.now() - startedAt) / ${aRound} * 1000
})()`

await runPart(async () => {
  if (!hasDisplay()) return notRun('door', 'there is no display, and no `Xvfb` to make one.')
  const folder = await buildWindow()
  const home = mkdtempSync(join(tmpdir(), 'tor-unveil-bench-'))
  try {
    const { env, ...rest } = launch(home)
    const mine = { DOOR_WINDOW_HOME: home, DOOR_WINDOW_PROJECT: project }
    const run = await startElectron(
      { ...rest, args: [folder], env: { ...env, ...mine } },
      { selector: 'form input:not([disabled], [readonly])', count: 2 },
    )
    const measured = () =>
      alternate(
        {
          program: async () => Number(await run.evaluate(manyCalls('window.station.session()'))),
          answer: async () => Number(await run.evaluate(manyCalls('window.bare.answer()'))),
          promises: async () => Number(await run.evaluate(manyCalls('window.bare.promises()'))),
          echo: async () => Number(await run.evaluate(manyCalls('window.bare.echo(undefined)'))),
        },
        rounds,
      )
    const nobody = await measured()
    await run.evaluate('window.bare.signIn()')
    const officer = await measured()
    await run.end()

    const row = (name: string, { program, answer, promises, echo }: typeof nobody) => {
      const share: Spread = ratios(program, echo)
      return [
        name,
        micros(spread(program)),
        micros(spread(echo)),
        ratio(share),
        ratio(ratios(answer, echo)),
        ratio(ratios(promises, echo)),
        verdict(share.median <= goal),
      ]
    }
    report('door', {
      done: `${rounds} rounds of ${aRound} calls each, one after the other; median and spread of a round trip.`,
      columns: [
        '',
        '`session()`',
        'a bare echo',
        'ratio',
        'the same answer, bare',
        'with frame and row, bare',
        `goal: within ${goal}`,
      ],
      rows: [row('nobody signed in', nobody), row('an officer signed in', officer)],
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(home, { recursive: true, force: true })
  }
})
