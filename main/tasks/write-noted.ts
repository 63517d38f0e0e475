import { rename, rm, writeFile } from 'node:fs/promises'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { TaskDeps } from './run-task.ts'

/**
 * Puts a file in its place once the ledger tells of it: none is carried away of which it does not tell, and it tells of none that
 * could not be written. Says so where it cannot, and answers false.
 */
export const writeNoted = async (
  {
    file,
    text,
    entry,
  }: { file: string; text: string; entry: Pick<LedgerEntry, 'event' | 'subject' | 'reason'> },
  { station, print }: Pick<TaskDeps, 'station' | 'print'>,
): Promise<boolean> => {
  const draft = `${file}.${process.pid}.new`
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true })
    await station.store.note({ ...entry, actor: 'machine', outcome: 'exported' })
    await rename(draft, file)
    return true
  } catch (cause) {
    if (!isOfFile(cause)) throw cause
    print(cannotBeWritten(file, cause))
    return false
  } finally {
    await rm(draft, { force: true })
  }
}

/** What the operating system says of a file; a fault of the program has no `syscall`. */
export const isOfFile = (cause: unknown): cause is NodeJS.ErrnoException =>
  cause instanceof Error && 'syscall' in cause

export const cannotBeWritten = (file: string, { code }: NodeJS.ErrnoException): string =>
  `${file} cannot be written (${code}). Check that its folder exists, that this account may write there, and that the disk is not full.`
