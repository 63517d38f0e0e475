import { lstat, rename, rm, writeFile } from 'node:fs/promises'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Store } from '../store/store.ts'
import type { TaskDeps } from './run-task.ts'

type Told = Pick<LedgerEntry, 'event' | 'subject' | 'reason'>

/** Puts a file in its place once the ledger tells of it. Says so where it cannot, and answers false. */
export const writeNoted = async (
  { file, text, entry }: { file: string; text: string; entry: Told },
  { station, print }: Pick<TaskDeps, 'station' | 'print'>,
): Promise<boolean> => {
  const draft = `${file}.${process.pid}.new`
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true })
    await placeNoted({ draft, file, entry, store: station.store })
    return true
  } catch (cause) {
    if (!isOfFile(cause)) throw cause
    print(cannotBeWritten(file, cause))
    return false
  } finally {
    await rm(draft, { force: true })
  }
}

/**
 * Puts a draft in the place of a file, with its signature where it has one, once the ledger tells of it: none is carried away of which it
 * does not tell. Where it cannot be put there, as while another program has the older one open, that one stays with its own
 * signature, and a second entry says so.
 */
export const placeNoted = async ({
  draft,
  file,
  signature,
  entry,
  store,
}: {
  draft: string
  file: string
  signature?: { draft: string; file: string }
  entry: Told
  store: Pick<Store, 'note'>
}) => {
  await store.note({ ...entry, actor: 'machine', outcome: 'exported' })
  let back = async () => {}
  try {
    if (signature) {
      back = await putAside(signature)
      await rename(signature.draft, signature.file)
    }
    await rename(draft, file)
  } catch (cause) {
    await back()
    await store.note({ ...entry, actor: 'machine', outcome: 'not_written' })
    throw cause
  }
  if (signature) await rm(asideOf(signature), { force: true })
}

/** Keeps the older one, where there is one; answers how to bring things back to where they were. */
const putAside = async (signature: { draft: string; file: string }) => {
  const found = await lstat(signature.file).catch(() => undefined)
  if (!found) return () => rm(signature.file, { force: true })
  // A folder is nobody's signature, and would be in the way for ever.
  if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR', syscall: 'rename' })
  await rename(signature.file, asideOf(signature))
  return () => rename(asideOf(signature), signature.file)
}

const asideOf = ({ draft }: { draft: string }) => `${draft}.old`

/** What the operating system says of a file; a fault of the program has no `syscall`. */
export const isOfFile = (cause: unknown): cause is NodeJS.ErrnoException =>
  cause instanceof Error && 'syscall' in cause

export const cannotBeWritten = (file: string, { code }: NodeJS.ErrnoException): string =>
  `${file} cannot be written (${code}). Check that its folder exists, that this account may write there, that no program has it open, and that the disk is not full.`
