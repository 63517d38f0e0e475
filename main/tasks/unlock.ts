import { maskStranger, parseLoginId } from '../login/identity.ts'
import { accountOf } from '../login/send.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--unlock LOGIN_ID`: lifts locks, waits and send limits of one login ID at this terminal. */
export const unlockTask = async (
  task: { loginId: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const loginId = parseLoginId(task.loginId)
  if (loginId === undefined) {
    print('That is not a login ID: letters, digits and . _ - / only, 64 at most.')
    return 1
  }
  // Somebody may have typed his number in the place of his login ID.
  const subject = (await station.store.officer(loginId)).row ? loginId : maskStranger(loginId)
  const entry = { event: 'unlock', actor: 'machine', subject, outcome: 'lifted' } as const
  const lifted = await station.store.unlock(accountOf(station.vault, loginId), entry)
  print(lifted ? `${loginId} is unlocked.` : `${loginId} was not locked.`)
  return 0
}
