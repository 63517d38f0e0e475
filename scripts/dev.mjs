// The program as in production (the same address, policy and door), built anew at every change: a change of the page
// reloads the window, a change of the main process or the bridge restarts the program. Closing the window ends it.
import { spawn } from 'node:child_process'
import { build } from 'vite'
import { bundles } from '../vite.config.ts'
import { openDisplay } from './display.mjs'
import { electronPath } from './electron-path.mjs'
import { plainly } from './plainly.mjs'
import { isRoot, projectFolder } from './project.mjs'

const quietForMs = 150
const endsWithinMs = 5_000

plainly(async () => {
  const display = await openDisplay()
  if (display.virtual)
    console.log(`There is no display here: the window is on the virtual one, ${process.env.DISPLAY}.`)
  if (isRoot) console.log('Running as root: --no-sandbox is added.')

  const changed = new Set()
  let program
  let timer

  const apply = async () => {
    const names = [...changed]
    changed.clear()
    if (program && names.every((name) => name === 'page')) {
      console.log('The page was built: reloading the window.')
      return program.send('reload')
    }
    if (program) console.log(`Built (${names.join(', ')}): restarting the program.`)
    await stop(program)
    program = start(finish)
  }
  const finish = (code) => {
    display.end()
    process.exit(code ?? 0)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(program).then(() => finish(0)))

  const unbuilt = new Set(Object.keys(bundles({ flavour: 'development', watch: true })))
  await watch((name) => {
    unbuilt.delete(name)
    changed.add(name)
    clearTimeout(timer)
    if (unbuilt.size === 0) timer = setTimeout(apply, quietForMs)
  })
})

const watch = async (built) => {
  for (const [name, config] of Object.entries(bundles({ flavour: 'development', watch: true }))) {
    const watcher = await build(config)
    watcher.on('event', (event) => {
      if (event.code === 'END') built(name)
      if (event.code === 'ERROR') console.error(event.error.message)
    })
  }
}

const start = (finish) => {
  const program = spawn(electronPath(), [...(isRoot ? ['--no-sandbox'] : []), projectFolder], {
    cwd: projectFolder,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  return program.on('exit', finish).on('error', (error) => console.error(error.message))
}

const stop = async (program) => {
  if (!program || program.exitCode !== null) return
  const ended = new Promise((answer) => program.removeAllListeners('exit').once('exit', answer))
  const late = setTimeout(() => program.kill('SIGKILL'), endsWithinMs)
  program.kill()
  await ended
  clearTimeout(late)
}
