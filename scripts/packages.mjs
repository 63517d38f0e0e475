import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { inProject } from './project.mjs'
import { ask, npm } from './run.mjs'

const stamp = inProject('node_modules', '.lockfile-sha256')

/** Installs the npm packages when the lockfile is not the one that was installed last. */
export const installPackages = () => {
  const lockfile = inProject('package-lock.json')
  if (!existsSync(lockfile))
    throw new Error('package-lock.json is missing: this is not a whole copy of the project.')
  const wanted = createHash('sha256').update(readFileSync(lockfile)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  console.log('Installing the npm packages (about a minute) …')
  const { program, first, shell } = npm()
  const { status, output } = ask(program, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell,
  })
  if (status !== 0) throw new Error(`The npm packages could not be installed: ${reasonIn(output)}`)
  writeFileSync(stamp, wanted)
}

// npm says what is wrong in its first lines, and how to use npm in the hundred that follow.
const reasonIn = (output) => {
  const said = output.split('\n').flatMap((line) => line.match(/^npm error (.+)$/)?.[1] ?? [])
  return said.slice(0, 3).join(' / ') || 'npm gave no reason. Is npm on the PATH?'
}
