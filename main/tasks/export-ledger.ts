import { createHash } from 'node:crypto'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { type ExportFormat, exportLedger } from '../ledger/export.ts'
import { publicKeyMark } from '../ledger/signing.ts'
import { evidenceOf, progressTo } from './ledger-evidence.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { wordsOf } from './verify-ledger.ts'

/** Behind the name of an export: 64 bytes, the Ed25519 signature (RFC 8032) of all bytes of the export. */
export const signatureFile = (file: string) => `${file}.sig`

/** `--export-ledger FILE`: the whole ledger, and beside it a signature that `--verify-export` checks anywhere. */
export const exportLedgerTask = async (
  { file, format, progress = false }: { file: string; format: ExportFormat; progress?: boolean },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const { signer, store } = station
  const draft = `${file}.${process.pid}.new`
  const handle = await open(draft, 'w', 0o600).catch(() => undefined)
  if (!handle) {
    print(`${file} cannot be written. Check that its folder exists and that this account may write there.`)
    return 1
  }
  try {
    let written = 0
    const sink = {
      begin: async () => {
        await handle.truncate(0)
        written = 0
      },
      write: async (text: string) => {
        written += (await handle.write(Buffer.from(text), 0, null, written)).bytesWritten
      },
    }
    const { check, entries } = await exportLedger({
      evidence: evidenceOf(station),
      format,
      sink,
      progress: progressTo(print, progress),
    })
    await handle.sync()
    const bytes = await readFile(draft)
    await writeFile(signatureFile(file), signer.sign(bytes), { mode: 0o600 })
    await rename(draft, file)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await store.note({
      event: 'ledger_export',
      actor: 'machine',
      subject: 'ledger',
      outcome: 'exported',
      reason: `${format} ${entries} entries sha256 ${sha256}`,
    })
    print(
      `${file} holds ${entries} entries. Signature: ${signatureFile(file)}, by ${publicKeyMark(signer.publicKey())}`,
    )
    print(wordsOf(check))
    return 0
  } finally {
    await handle.close()
    await rm(draft, { force: true })
  }
}
