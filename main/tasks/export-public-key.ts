import { publicKeyMark } from '../ledger/signing.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { writeNoted } from './write-noted.ts'

/** `--export-public-key FILE`: what exports of this terminal's ledger are checked with, elsewhere. */
export const exportPublicKeyTask = async (
  { file }: { file: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const publicKey = station.signer.publicKey()
  const mark = publicKeyMark(publicKey) ?? ''
  const entry = { event: 'keys_export', subject: mark } as const
  if (!(await writeNoted({ file, text: publicKey, entry }, { station, print }))) return 1
  print(`${file} holds the public key. Mark: ${mark}`)
  return 0
}
