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
  station.keys.setSecret(name, value)
  await station.store.note({ event: 'secret_set', actor: 'machine', subject: name, outcome: 'sealed' })
  print(`${name} is sealed on this terminal. Start the program again to use it.`)
  return 0
}
