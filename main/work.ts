import { appendFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Task } from './arguments.ts'
import type { Station } from './compose.ts'
import { exitCannotCreate, exitConfig } from './exit-codes.ts'
import type { Log } from './log.ts'
import type { Problem } from './problem.ts'
import { StoreUnavailable } from './store/store.ts'

/** A task from the command line: no window, no instance lock. Answers the exit code. */
export const work = async ({
  task,
  out,
  open,
  report,
  development,
  log,
}: {
  task: Task
  /** Instead of standard output: a Windows program with a window has none. */
  out: string | undefined
  open: () => Promise<Station>
  /** Writes down why the program cannot start. */
  report: (cause: unknown) => Problem
  development: boolean
  log: Log
}): Promise<number> => {
  // Before the work is done: what became of it must not be lost.
  if (out !== undefined && !emptied(out)) {
    process.stderr.write(`--out: ${out} cannot be written. Nothing was done.\n`)
    return exitCannotCreate
  }
  const print = (line: string) => {
    try {
      if (out === undefined) process.stdout.write(`${line}\n`)
      else appendFileSync(out, `${line}\n`)
    } catch (cause) {
      // The exit code still tells what became of the work.
      log.error('the words of a task could not be written', cause)
    }
  }
  try {
    // On a computer that is no terminal nothing else can be opened, and need not be.
    if (task.name === 'verify-export') {
      return await (await import('./tasks/verify-export.ts')).verifyExportTask(task, { print })
    }
    const station = await open()
    const { runTask } = await import('./tasks/run-task.ts')
    const code = await runTask(task, { station, print, readInput: () => text(process.stdin), development })
    await station.head.close()
    station.store.close()
    return code
  } catch (cause) {
    const { code, details } = report(cause)
    const lines = cause instanceof StoreUnavailable ? [cause.message] : [code, ...details]
    for (const line of [`The task cannot run: ${lines[0]}`, ...lines.slice(1)]) print(line)
    return exitConfig
  }
}

const emptied = (file: string) => {
  try {
    writeFileSync(file, '')
    return true
  } catch {
    return false
  }
}
