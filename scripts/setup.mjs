// Sets up whatever this project needs and lacks, then runs the script that is named, with the Node that the project
// pins: `node scripts/setup.mjs start.mjs …`. Plain Node 20 and no packages, for it has to run before they are here.
import { installElectron } from './electron-binary.mjs'
import { installLinuxPackages } from './linux-packages.mjs'
import { installPackages } from './packages.mjs'
import { plainly, startedAs } from './plainly.mjs'
import { inProject, pinnedNode } from './project.mjs'
import { pass } from './run.mjs'
import { checkSandbox } from './sandbox.mjs'

/** Idempotent; under a second when nothing is missing. */
export const setup = async ({ forTests, forPackages = forTests }) => {
  installPackages()
  if (process.platform === 'linux') installLinuxPackages({ forTests, forPackages })
  await installElectron()
  if (process.platform === 'linux') checkSandbox()
}

const makesPackages = ['packaging/package.mjs', 'bench.mjs']

if (startedAs(import.meta)) {
  plainly(async () => {
    const [script, ...args] = process.argv.slice(2)
    await setup({
      forTests: script === undefined || script === 'test.mjs',
      ...(makesPackages.includes(script) && { forPackages: true }),
    })
    if (script) process.exitCode = await pass(pinnedNode(), [inProject('scripts', script), ...args])
  })
}
