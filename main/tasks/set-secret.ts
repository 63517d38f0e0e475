import { hs256SecretBytes, hs256SecretName } from '../session/tokens.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--set-secret NAME`: seals a secret in the key file. It comes by standard input: arguments are seen by every program. */
export const setSecretTask = async (
  { secret: name }: { secret: string },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  if (name !== hs256SecretName) {
    print(`There is no secret of that name. Known: ${hs256SecretName}.`)
    return 1
  }
  const value = (await readInput()).trim()
  if (Buffer.byteLength(value) < hs256SecretBytes) {
    print(`The secret must have ${hs256SecretBytes} bytes at least. Nothing was changed.`)
    return 1
  }
  station.keys.setSecret(name, value)
  await station.store.note({ event: 'secret_set', actor: 'machine', subject: name, outcome: 'sealed' })
  print(`${name} is sealed on this terminal. Start the program again to use it.`)
  return 0
}
