// Writes assets/config.schema.json anew: `npm run schema`, after a setting of the program has changed.
import { plainly } from './plainly.mjs'
import { inProject, pinnedNode } from './project.mjs'
import { pass } from './run.mjs'

plainly(async () => {
  process.exitCode = await pass(pinnedNode(), [inProject('test', 'config', 'writes-schema.ts')])
})
