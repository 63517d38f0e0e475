// Runs everything, or one part: `npm test -- check`, `npm test -- unit …`, `npm test -- e2e …`, `npm test -- package …` (what
// follows goes to that part's runner). Each part runs to its end whatever the others said; the last line counts them all.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { openDisplay } from './display.mjs'
import { accountToUse } from './launch.mjs'
import { plainly } from './plainly.mjs'
import { inProject } from './project.mjs'
import { pass } from './run.mjs'
import { countOfCheck, countOfPlaywright, countOfVitest, sum } from './test-count.mjs'

const reports = mkdtempSync(join(tmpdir(), 'tor-unveil-tests-'))

// What is not read on a terminal is read in a log, where colours are noise.
const inLog = !process.stdout.isTTY
const vitestInLog = inLog ? { NO_COLOR: '1' } : {}
const playwrightInLog = inLog ? { FORCE_COLOR: '0' } : {}

const run = (title, program, args, more) => {
  console.log(`\n${title}`)
  return pass(process.execPath, [inProject('node_modules', ...program), ...args], {
    env: { ...process.env, ...more },
  })
}

const buildAll = async () => {
  try {
    await build()
    return []
  } catch (error) {
    console.log(`The build failed: ${error.message}`)
    return [countOfCheck(1)]
  }
}

const check = async () => [
  countOfCheck(await run('Types', ['typescript', 'bin', 'tsc'], ['-p', '.'])),
  countOfCheck(
    await run('Lint and walls', ['@biomejs', 'biome', 'bin', 'biome'], ['check', '--error-on-warnings']),
  ),
]

const vitest = async (title, args) => {
  const file = join(reports, `${title}.json`)
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const code = await run(title, ['vitest', 'vitest.mjs'], ['run', ...reporters, ...args], vitestInLog)
  return [countOfVitest(file, code)]
}

const unit = (args) => vitest('Unit and contract', args)

const packages = async (args) => {
  // An account that is made for the test may not draw on somebody's display.
  delete process.env.DISPLAY
  delete process.env.WAYLAND_DISPLAY
  const display = await openDisplay()
  try {
    return await vitest('Packages', ['--config', 'test/package/vitest.config.ts', ...args])
  } finally {
    display.end()
  }
}

const e2e = async (args) => {
  const file = join(reports, 'e2e.json')
  const display = await openDisplay()
  try {
    // Asked once here, so that every worker finds the answer in its environment.
    accountToUse()
    const more = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...playwrightInLog }
    const cli = ['@playwright', 'test', 'cli.js']
    const code = await run('End to end', cli, ['test', '--reporter=dot,json', ...args], more)
    return [countOfPlaywright(file, code)]
  } finally {
    display.end()
  }
}

const guarded = async (part, args) => {
  try {
    return await part(args)
  } catch (error) {
    console.log(`It could not be run: ${error.message}`)
    return [countOfCheck(1)]
  }
}

plainly(async () => {
  const parts = { check, unit, e2e, package: packages }
  const [name, ...args] = process.argv.slice(2)
  if (name && !Object.hasOwn(parts, name))
    throw new Error(`There is no part ${name}: say check, unit, e2e or package.`)
  const chosen = name ? [parts[name]] : Object.values(parts)

  const counts = name === 'check' ? [] : await buildAll()
  for (const part of chosen) counts.push(...(await guarded(part, args)))
  rmSync(reports, { recursive: true, force: true })

  const { passed, failed, skipped } = sum(counts)
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed > 0 ? 1 : 0
})
