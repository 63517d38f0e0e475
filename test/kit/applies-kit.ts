// Applies a kit on a data folder as `--apply-kit` does, in a process of its own.
import { readFileSync } from 'node:fs'
import { applyKit, planKit } from '../../main/kit/apply-kit.ts'
import { close, startTerminal } from './kits.ts'

const [home = '', file = '', settings = '{}'] = process.argv.slice(2)
const station = await startTerminal({ home, settings: JSON.parse(settings) })
const plan = await planKit({ bytes: readFileSync(file), station, development: false })
if (plan.kind !== 'ready') process.exit(2)
// Whoever waits for this ends the process at a moment of his choice.
console.log('ready')
await applyKit(plan, { station, source: 'machine' })
await close(station)
