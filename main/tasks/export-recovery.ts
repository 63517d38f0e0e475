import { existsSync } from 'node:fs'
import { parsePassphrase, passphraseRule, sealWithPassphrase } from '../vault/passphrase-file.ts'
import { recoveryKind, recoveryText } from '../vault/recovery-file.ts'
import { writeWhole } from '../write-whole.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--export-recovery FILE`: all keys and secrets of this terminal, under a passphrase from standard input. */
export const exportRecoveryTask = async (
  { file }: { file: string },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  const passphrase = parsePassphrase(await readInput())
  if (passphrase === undefined) {
    print(passphraseRule)
    return 1
  }
  if (existsSync(file)) {
    print(`${file} exists already; name a file that does not exist.`)
    return 1
  }
  const text = recoveryText(station.keys.recovery())
  const contents = await sealWithPassphrase({ kind: recoveryKind, text, passphrase })
  // First, so that no file of which the ledger does not tell is ever carried away.
  await station.store.note({
    event: 'keys_export',
    actor: 'machine',
    subject: 'recovery',
    outcome: 'exported',
  })
  try {
    writeWhole(file, contents)
  } catch {
    print(`${file} cannot be written. Check that its folder exists and that this account may write there.`)
    return 1
  }
  print(`${file} holds the keys and secrets of this terminal. Keep it and its passphrase in two places.`)
  print('Make another one after each secret that is sealed. To use it: --import-recovery with this file.')
  return 0
}
