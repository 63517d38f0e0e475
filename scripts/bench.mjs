// Measures the program against what it could cost at the least, and rewrites the tables of docs/performance.md: all parts, or
// those that are named: `npm run bench -- start growth`. Under 15 minutes on a computer that does nothing else.
import { existsSync } from 'node:fs'
import { build } from './build.mjs'
import { openDisplay } from './display.mjs'
import { accountToUse } from './launch.mjs'
import { plainly } from './plainly.mjs'
import { inProject, pinnedNode } from './project.mjs'
import { pass } from './run.mjs'

const parts = ['start', 'door', 'sign-in', 'sign-in-redis', 'event-loop', 'growth', 'bulk', 'package']
const withWindow = ['start', 'door']

plainly(async () => {
  const named = process.argv.slice(2)
  const unknown = named.find((name) => !parts.includes(name))
  if (unknown) throw new Error(`There is no part ${unknown}: say ${parts.join(', ')}.`)
  const chosen = named.length > 0 ? named : parts
  let display
  if (chosen.some((name) => withWindow.includes(name))) {
    await build()
    display = await displayHere()
    if (display) accountToUse()
  }
  if (chosen.includes('package')) await packageHere()
  for (const name of chosen) {
    const code = await pass(pinnedNode(), [inProject('test', 'bench', `${name}.ts`)])
    if (code !== 0) process.exitCode = code
  }
  display?.end()
})

/** The unpacked folder of a release, with whatever Electron is here: its own part is what is measured. */
const packageHere = async () => {
  const made = ['release', 'test', 'unofficial'].some((flavour) =>
    existsSync(inProject('packages', flavour, 'linux-unpacked')),
  )
  if (process.platform !== 'linux' || made) return
  await pass(pinnedNode(), [inProject('scripts', 'packaging', 'package.mjs'), '--unofficial', 'linux'])
}

/** Nothing where there is none: the parts that need one say so. */
const displayHere = () => openDisplay().catch(() => undefined)
