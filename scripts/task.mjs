// Runs a command-line task of the program (`--import-roster FILE`, `--unlock LOGIN_ID` …), with or without a display.
import { existsSync } from 'node:fs'
import { electronPath } from './electron-path.mjs'
import { plainly } from './plainly.mjs'
import { hasDisplay, inProject, isRoot, projectFolder } from './project.mjs'
import { pass } from './run.mjs'

// Without a display Electron must be told so on its command line, and still tries to draw unless it is told not to.
const withoutDisplay = ['--ozone-platform=headless', '--disable-gpu']
const withoutChatter = '--log-level=3'

plainly(async () => {
  const task = process.argv.slice(2)
  if (task.length === 0) throw new Error('Which task? For instance: npm run task -- --import-roster FILE.csv')
  if (!existsSync(inProject('dist', 'main', 'index.js')) || !electronPath()) await prepare()
  const switches = [
    withoutChatter,
    ...(hasDisplay() ? [] : withoutDisplay),
    ...(isRoot ? ['--no-sandbox'] : []),
  ]
  if (isRoot) console.error('Running as root: --no-sandbox is added.')
  process.exitCode = await pass(electronPath(), [...switches, projectFolder, ...task])
})

// Its words go where they cannot be taken for the task's own.
const prepare = async () => {
  const code = await pass(process.execPath, [inProject('scripts', 'setup.mjs'), 'build.mjs'], {
    stdio: ['inherit', 2, 2],
  })
  if (code !== 0) throw new Error('The program could not be built.')
}
