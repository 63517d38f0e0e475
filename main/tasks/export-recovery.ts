import { existsSync } from 'node:fs'
import { parsePassphrase, passphraseRule, sealWithPassphrase } from '../vault/passphrase-file.ts'
import { recoveryKind, recoveryText } from '../vault/recovery-file.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { writeNoted } from './write-noted.ts'

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
  const entry = { event: 'keys_export', subject: 'recovery' } as const
  if (!(await writeNoted({ file, text: contents, entry }, { station, print }))) return 1
  print(`${file} holds the keys and secrets of this terminal. Keep it and its passphrase in two places.`)
  print('Make another one after each secret that is sealed. To use it: --import-recovery with this file.')
  return 0
}
