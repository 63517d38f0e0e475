import { spawn } from 'node:child_process'
import { hasDisplay } from './project.mjs'

const startsWithinMs = 15_000

/** A display to draw on: the one that is here, or a virtual one until `end()` is called. */
export const openDisplay = async () => {
  if (hasDisplay()) return { virtual: false, end: () => {} }
  const { server, number } = await startServer()
  process.env.DISPLAY = `:${number}`
  const end = () => {
    delete process.env.DISPLAY
    process.off('exit', end)
    server.kill()
  }
  process.on('exit', end)
  return { virtual: true, end }
}

// The server picks a free number itself and tells it on descriptor 3 once it can be used.
const startServer = () =>
  new Promise((answer, fail) => {
    // Left to itself it begins anew when the last program has gone, and turns away the next one that comes meanwhile.
    const options = ['-noreset', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
    const server = spawn('Xvfb', ['-displayfd', '3', ...options], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const give = (error, number) => {
      clearTimeout(timer)
      if (number) return answer({ server, number })
      server.kill()
      fail(new Error(`The virtual display did not start: ${error}.`))
    }
    const timer = setTimeout(() => give('it took too long'), startsWithinMs)
    server.on('error', () => give('Xvfb is not installed'))
    server.on('exit', (code) => give(`Xvfb ended with code ${code}`))
    let told = ''
    server.stdio[3].on('data', (bytes) => {
      told += bytes
      if (told.endsWith('\n')) give(undefined, told.trim())
    })
    server.unref()
    server.stdio[3].unref()
  })
