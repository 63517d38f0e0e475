import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Station } from './compose.ts'
import { exitCannotCreate, exitConfig, exitNoInput } from './exit-codes.ts'
import { deliver, delivered, isDelivery, isSystem } from './kit/deliver.ts'
import { inboxFolder } from './kit/inbox.ts'
import type { Log } from './log.ts'
import type { Prepared } from './prepare.ts'
import type { Problem } from './problem.ts'
import { StoreUnavailable } from './store/store.ts'
import type { Task } from './tasks/task.ts'

/** A task from the command line: no window, no instance lock. Answers the exit code. */
export const work = async ({
  task,
  out,
  input,
  home,
  account,
  prepare,
  open,
  report,
  development,
  log,
}: {
  task: Task
  /** Instead of standard output: a Windows program with a window has none. */
  out: string | undefined
  /** Instead of standard input. */
  input: string | undefined
  /** The data folder. */
  home: string
  /** That the terminal runs under, as it is configured. */
  account: () => string | undefined
  prepare: () => Promise<Prepared>
  open: (prepared: Prepared) => Promise<Station>
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
  const typed = input === undefined ? undefined : textOf(input)
  if (input !== undefined && typed === undefined) {
    print(`--in: ${input} cannot be read. Nothing was done.`)
    return exitNoInput
  }
  try {
    // On a computer that is no terminal nothing else can be opened, and need not be.
    if (task.name === 'verify-export') {
      return await (await import('./tasks/verify-export.ts')).verifyExportTask(task, { print })
    }
    if (task.name === 'check-config') {
      return (await import('./tasks/check-config.ts')).checkConfigTask(task, { print })
    }
    if (isDelivery(task) && isSystem()) {
      const reason = deliver({ task, account: account(), inbox: inboxFolder(development, home) })
      print(reason ?? delivered(task))
      return reason === undefined ? 0 : 1
    }
    const readInput = async () => typed ?? text(process.stdin)
    const prepared = await prepare()
    if (task.name === 'import-recovery') {
      const { importRecoveryTask } = await import('./tasks/import-recovery.ts')
      return await importRecoveryTask(task, { home, prepared, open, print, readInput })
    }
    const station = await open(prepared)
    // What is configured here may not be what IT has configured; only a kit mends that.
    if (station.kitTrouble && task.name !== 'apply-kit') throw station.kitTrouble
    const { runTask } = await import('./tasks/run-task.ts')
    const code = await runTask(task, { station, print, readInput, development })
    await station.head.close()
    station.store.close()
    return code
  } catch (cause) {
    const problem = report(cause)
    if (task.name === 'selftest') {
      return (await import('./tasks/selftest.ts')).selftestCannotStart(task, problem, print)
    }
    const { code, details } = problem
    const lines = cause instanceof StoreUnavailable ? [cause.message] : [code, ...details]
    for (const line of [`The task cannot run: ${lines[0]}`, ...lines.slice(1)]) print(line)
    return exitConfig
  }
}

/** Nothing where it cannot be read. Windows' editors put a byte-order mark before it, which is nobody's passphrase. */
const textOf = (file: string) => {
  try {
    return new TextDecoder().decode(readFileSync(file))
  } catch {
    return undefined
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
