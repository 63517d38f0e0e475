// Drives thousands of simulated terminals against a Redis server of its own and prints what that costs:
// `npm run simulate`, or in small `npm run simulate -- --terminals 200 --seconds 20`, with `--out FILE` for the figures as
// JSON. It is no test: nothing is asserted.
import { plainly } from './plainly.mjs'
import { inProject, pinnedNode } from './project.mjs'
import { pass } from './run.mjs'

plainly(async () => {
  const simulation = inProject('test', 'simulate', 'simulate.ts')
  process.exitCode = await pass(pinnedNode(), [simulation, ...process.argv.slice(2)])
})
