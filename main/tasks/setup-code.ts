import { policyFrom } from '../login/policy.ts'
import { makeSetUpCode } from '../login/set-up.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--setup-code`: with it the first administrator enrols himself in the window, while nobody is on the roster. */
export const setUpCodeTask = async ({ station, print }: TaskDeps): Promise<ExitCode> => {
  const { store, vault } = station
  const policy = policyFrom(station.config).setUp
  const code = await makeSetUpCode({ store, vault, policy })
  if (code === undefined) {
    print('There are officers on the roster already: an administrator of them enrols others.')
    return 1
  }
  print(`Set-up code: ${code.slice(0, 4)} ${code.slice(4)}`)
  const minutes = policy.lifeMs / 60_000
  print(`It works once, for ${minutes} minutes and ${policy.tries} tries, in the window of this computer.`)
  return 0
}
