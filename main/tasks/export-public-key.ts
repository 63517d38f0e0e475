import { publicKeyMark } from '../ledger/signing.ts'
import { writeWhole } from '../write-whole.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--export-public-key FILE`: what exports of this terminal's ledger are checked with, elsewhere. */
export const exportPublicKeyTask = async (
  { file }: { file: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const publicKey = station.signer.publicKey()
  const mark = publicKeyMark(publicKey) ?? ''
  try {
    writeWhole(file, publicKey)
  } catch {
    print(`${file} cannot be written. Check that its folder exists and that this account may write there.`)
    return 1
  }
  await station.store.note({ event: 'keys_export', actor: 'machine', subject: mark, outcome: 'exported' })
  print(`${file} holds the public key. Mark: ${mark}`)
  return 0
}
