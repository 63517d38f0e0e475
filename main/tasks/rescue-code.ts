import { parseLoginId } from '../login/identity.ts'
import { policyFrom } from '../login/policy.ts'
import { createMakeRescue } from '../login/rescue.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--rescue-code LOGIN_ID`: the code with which an officer signs in while no SMS reaches him. */
export const rescueCodeTask = async (
  task: { loginId: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const loginId = parseLoginId(task.loginId)
  if (loginId === undefined) {
    print('That is not a login ID: letters, digits and . _ - / only, 64 at most.')
    return 1
  }
  const { store, vault, roster } = station
  const policy = policyFrom(station.config).rescue
  const makeRescue = createMakeRescue({ store, vault, roster, policy })
  const made = await makeRescue({ loginId, actor: 'machine' })
  switch (made.kind) {
    case 'made':
      print(`Rescue code for ${loginId}: ${made.code}`)
      print(`It works once, for ${made.expiresInMs / 60_000} minutes, at any terminal of this roster.`)
      print('He signs in with his login ID and number as always; no SMS is sent.')
      return 0
    case 'suspended':
      print(`${loginId} is suspended. No code was made.`)
      return 1
    case 'unknown_officer':
      print(`${loginId} is not on the roster, or his row was changed by hand. No code was made.`)
      return 1
  }
}
