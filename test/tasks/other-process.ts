import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** A real second process that runs a script of `test/`; gone when the test is over. */
export type OtherProcess = {
  pid: number
  /** The next line that it prints; `undefined` when it has printed its last. */
  line: () => Promise<string | undefined>
  tell: (line: string) => void
  /** kill -9. */
  kill: () => Promise<void>
  /** What it ended with. */
  ended: Promise<number | NodeJS.Signals>
}

export const otherProcess = (script: string, args: string[]): OtherProcess =>
  following(
    spawn(process.execPath, [join(import.meta.dirname, '..', script), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )

const nobody = 65534

/** As an account that modes of files bind: where the tests run as root, `nobody`, to whom `folder` is given. */
export const ordinaryProcess = (script: string, folder: string): OtherProcess => {
  const root = process.getuid?.() === 0
  if (root) chownSync(folder, nobody, nobody)
  const account = root ? { uid: nobody, gid: nobody } : {}
  const args = [join(import.meta.dirname, '..', script), folder]
  return following(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], ...account }))
}

/** On a disk that takes `blocks` of 512 bytes for each file and not one more, as a full disk does. */
export const processOnFullDisk = (script: string, folder: string, blocks: number): OtherProcess => {
  const command = `ulimit -f ${blocks}; exec "$0" "$1" "$2"`
  const args = ['-c', command, process.execPath, join(import.meta.dirname, '..', script), folder]
  return following(spawn('/bin/sh', args, { stdio: ['pipe', 'pipe', 'inherit'] }))
}

const following = (child: ChildProcess): OtherProcess => {
  const { stdin, stdout, pid } = child
  if (!stdin || !stdout || pid === undefined) throw new Error('the process did not start')
  const ended = new Promise<number | NodeJS.Signals>((done) =>
    child.once('exit', (code, signal) => done(signal ?? code ?? 0)),
  )
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  return {
    pid,
    line: async () => {
      const next = await lines.next()
      return next.done ? undefined : next.value
    },
    tell: (line) => void stdin.write(`${line}\n`),
    kill,
    ended,
  }
}
