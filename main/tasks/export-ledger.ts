import { createHash } from 'node:crypto'
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import type { Station } from '../compose.ts'
import { type ExportFormat, exportLedger } from '../ledger/export.ts'
import { publicKeyMark } from '../ledger/signing.ts'
import type { Progress } from '../ledger/verify.ts'
import { evidenceOf, progressTo } from './ledger-evidence.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { wordsOf } from './verify-ledger.ts'
import { cannotBeWritten, isOfFile, placeNoted } from './write-noted.ts'

/** Behind the name of an export: 64 bytes, the Ed25519 signature (RFC 8032) of all bytes of the export. */
export const signatureFile = (file: string) => `${file}.sig`

/** `--export-ledger FILE`: the whole ledger, and beside it a signature that `--verify-export` checks anywhere. */
export const exportLedgerTask = async (
  { file, format, progress = false }: { file: string; format: ExportFormat; progress?: boolean },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const { signer, store } = station
  // Both are whole before either is in its place: an older export keeps its signature where a disk is full.
  const draft = `${file}.${process.pid}.new`
  const signatureDraft = signatureFile(draft)
  try {
    const { check, entries } = await write(draft, { station, format, progress: progressTo(print, progress) })
    const bytes = await readFile(draft)
    await writeFile(signatureDraft, signer.sign(bytes), { mode: 0o600, flush: true })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await placeNoted({
      draft,
      file,
      signature: { draft: signatureDraft, file: signatureFile(file) },
      entry: {
        event: 'ledger_export',
        subject: 'ledger',
        reason: `${format} ${entries} entries sha256 ${sha256}`,
      },
      store,
    })
    print(
      `${file} holds ${entries} entries. Signature: ${signatureFile(file)}, by ${publicKeyMark(signer.publicKey())}`,
    )
    print(wordsOf(check))
    return 0
  } catch (cause) {
    if (!isOfFile(cause)) throw cause
    // Where its signature cannot be, it cannot either.
    print(cannotBeWritten(file, cause))
    return 1
  } finally {
    for (const name of [draft, signatureDraft]) await rm(name, { force: true })
  }
}

const write = async (
  draft: string,
  { station, ...how }: { station: Station; format: ExportFormat; progress: Progress },
) => {
  const handle = await open(draft, 'a', 0o600)
  try {
    const sink = { begin: () => handle.truncate(0), write: (text: string) => handle.appendFile(text) }
    const told = await exportLedger({ evidence: evidenceOf(station), sink, ...how })
    await handle.sync()
    return told
  } finally {
    await handle.close()
  }
}
