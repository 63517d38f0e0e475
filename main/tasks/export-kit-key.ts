import { createKitSigner, kitKeyMark } from '../kit/signing.ts'
import { writeWhole } from '../write-whole.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--export-kit-key FILE`: the public key of the kits that this computer signs, as terminals have it in their configuration. */
export const exportKitKeyTask = async (
  { file }: { file: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const publicKey = createKitSigner(station.keys).publicKey()
  try {
    writeWhole(file, `${publicKey}\n`)
  } catch {
    print(`${file} cannot be written. Check that its folder exists and that this account may write there.`)
    return 1
  }
  await station.store.note({
    event: 'keys_export',
    actor: 'machine',
    subject: kitKeyMark(publicKey) ?? '',
    outcome: 'exported',
    reason: 'kit_key',
  })
  print(`${file} holds the public key. Mark: ${kitKeyMark(publicKey)}`)
  print(`In the configuration file of each terminal: "kit": { "publicKey": "${publicKey}" }`)
  return 0
}
