import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How this program is started once more: what to run, what stands before the switches, and in which surroundings. */
export type ChildProgram = { file: string; args: string[]; env: () => NodeJS.ProcessEnv }

/** What a task ended with. `said` is its last line: for the window it is JSON. */
export type ChildEnd = { code: number; said: string }

/** Runs a task as a process of its own, so that the window never waits for it. `progress` hears how far it is. */
export type ChildTask = (
  switches: string[],
  progress: (done: number, of: number) => void,
) => Promise<ChildEnd>

export const createChildTask =
  ({ file, args, env }: ChildProgram): ChildTask =>
  async (switches, progress) => {
    const child = spawn(file, [...args, ...switches], {
      env: env(),
      // What it says of itself is in the log that it shares with this program.
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    })
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) =>
        code === null ? reject(new Error(`the task was ended by ${signal}`)) : resolve(code),
      )
    })
    let said = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, done, of] = line.match(/^progress (\d+) (\d+)$/) ?? []
      if (done !== undefined && of !== undefined) progress(Number(done), Number(of))
      else if (line !== '') said = line
    })
    return { code: await ended, said }
  }
