import { spawn, spawnSync } from 'node:child_process'
import { projectFolder } from './project.mjs'

/** Starts a program that shares this terminal; answers with its exit code. Ctrl+C reaches it, and is left to it. */
export const pass = (program, args, options = {}) =>
  new Promise((answer, fail) => {
    const child = spawn(program, args, { cwd: projectFolder, stdio: 'inherit', ...options })
    const forward = (signal) => child.kill(signal)
    const interrupted = () => {}
    process.on('SIGTERM', forward).on('SIGINT', interrupted)
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', forward).off('SIGINT', interrupted)
      answer(signal === 'SIGINT' ? 130 : (code ?? 1))
    })
  })

/** Runs a program to its end and keeps what it says: `{ status, output }`, status null when it could not start. */
export const ask = (program, args, options = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: projectFolder,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    ...options,
  })
  return { status, stdout: stdout ?? '', output: `${stdout ?? ''}${stderr ?? ''}` }
}

/** npm as a program and its first arguments: the one that runs us, or else the one on the PATH. */
export const npm = () =>
  process.env.npm_execpath?.endsWith('npm-cli.js')
    ? { program: process.execPath, first: [process.env.npm_execpath], shell: false }
    : { program: 'npm', first: [], shell: process.platform === 'win32' }
