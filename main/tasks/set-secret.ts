import { secretSettings } from '../config/secrets.ts'
import { hs256SecretBytes, hs256SecretName } from '../session/tokens.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

const names = [hs256SecretName, ...secretSettings]

/** `--set-secret NAME`: seals a secret in the key file. It comes by standard input: arguments are seen by every program. */
export const setSecretTask = async (
  { secret: name }: { secret: string },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  if (!names.some((known) => known === name)) {
    print(`There is no secret of that name. Known: ${names.join(', ')}.`)
    return 1
  }
  const value = (await readInput()).trim()
  const least = name === hs256SecretName ? hs256SecretBytes : 1
  if (Buffer.byteLength(value) < least || value.length > 1000 || /\p{Cc}/u.test(value)) {
    print(`The secret must have ${least} to 1000 bytes on one line. Nothing was changed.`)
    return 1
  }
  station.keys.setSecret(name, value)
  await station.store.note({ event: 'secret_set', actor: 'machine', subject: name, outcome: 'sealed' })
  print(`${name} is sealed on this terminal. Start the program again to use it.`)
  return 0
}
