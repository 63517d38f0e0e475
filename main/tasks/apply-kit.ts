import { readFile } from 'node:fs/promises'
import type { Task } from '../arguments.ts'
import { applyKit, planKit } from '../kit/apply-kit.ts'
import { installKit } from '../kit/installed-kit.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--apply-kit FILE`: all of a kit, or nothing of it; with `--preview` only what it would change. */
export const applyKitTask = async (
  { file, preview }: Extract<Task, { name: 'apply-kit' }>,
  { station, print, development }: TaskDeps,
): Promise<ExitCode> => {
  const refuse = (reasons: string[]) => {
    for (const reason of reasons) print(`${file} is not taken: ${reason}`)
    print('Nothing was changed.')
    return 1 as const
  }
  const bytes = await readFile(file).catch(() => undefined)
  if (!bytes) return refuse(['it cannot be read. Check its name and that this account may read it'])
  const plan = await planKit({ bytes, station, development })
  if (plan.kind === 'refused') return refuse(plan.reasons)
  if (plan.kind === 'same') {
    // Also where somebody has taken it away since.
    if (!preview) installKit(station.home, plan.kit)
    print(`Kit ${plan.kit.serial} is installed already.`)
    return 0
  }
  const { kit, changes, roster, toSeal } = plan
  for (const change of changes) print(change)
  if (roster) {
    const { added, changed, unchanged } = roster
    for (const [what, loginIds] of Object.entries({ add: added, change: changed })) {
      if (loginIds.length > 0) print(`roster: ${what} ${named(loginIds)}`)
    }
    print(`roster: ${added.length} added, ${changed.length} changed, ${unchanged} unchanged`)
  }
  for (const text of toSeal) print(`to be sealed at this terminal: ${text}`)
  if (preview) {
    print(`This is what kit ${kit.serial} would change. Nothing was changed.`)
    return 0
  }
  const outcome = await applyKit(plan, { station, source: 'machine' })
  if (outcome.kind === 'refused') return refuse(outcome.reasons)
  print(`Kit ${kit.serial} is applied. Start the program again to use its configuration.`)
  return 0
}

/** More is not read on a screen. */
const mostNamed = 100

const named = (loginIds: string[]) =>
  loginIds.length <= mostNamed
    ? loginIds.join(' ')
    : `${loginIds.slice(0, mostNamed).join(' ')} and ${loginIds.length - mostNamed} more`
