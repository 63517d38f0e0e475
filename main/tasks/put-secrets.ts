import { takeSecrets } from '../kit/secrets-file.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--put-secrets FILE`: seals the secrets of a file, all or none, then erases it. */
export const putSecretsTask = async (
  { file }: { file: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const taken = await takeSecrets({ file, source: 'machine', station })
  switch (taken.kind) {
    case 'absent':
      print(`${file} cannot be found. Nothing was changed.`)
      return 1
    case 'refused':
      print(`${file} is not taken: ${taken.reason}`)
      print('Nothing was changed.')
      return 1
    case 'taken':
      for (const name of taken.names) print(`${name} is sealed on this terminal.`)
      print(
        taken.removed
          ? `${file} is erased. Start the program again to use what is sealed.`
          : `${file} is overwritten, but cannot be removed: remove it. Start the program again to use what is sealed.`,
      )
      return taken.removed ? 0 : 1
  }
}
