import { build } from './build.mjs'
import { walkThrough } from './demo.mjs'
import { electronPath } from './electron-path.mjs'
import { plainly } from './plainly.mjs'
import { hasDisplay, isRoot, projectFolder } from './project.mjs'
import { pass } from './run.mjs'

plainly(async () => {
  await build()
  if (!hasDisplay()) {
    console.log('There is no display here: walking through the program on a virtual one instead.')
    return walkThrough()
  }
  if (isRoot) console.log('Running as root: --no-sandbox is added.')
  const args = [...(isRoot ? ['--no-sandbox'] : []), projectFolder, ...process.argv.slice(2)]
  process.exitCode = await pass(electronPath(), args)
})
