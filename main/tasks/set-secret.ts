import { secretMistake } from '../sealed-secrets.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--set-secret NAME`: seals a secret in the key file. It comes by standard input: arguments are seen by every program. */
export const setSecretTask = async (
  { secret: name }: { secret: string },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  const value = (await readInput()).trim()
  const mistake = secretMistake(name, value)
  if (mistake !== undefined) {
    print(`${mistake} Nothing was changed.`)
    return 1
  }
  // First, so that no secret of which the ledger does not tell is ever used.
  await station.store.note({ event: 'secret_set', actor: 'machine', subject: name, outcome: 'sealed' })
  station.keys.setSecret(name, value)
  print(`${name} is sealed on this terminal. Start the program again to use it.`)
  return 0
}
