import { rosterCsvOf } from '../roster/roster-csv-out.ts'
import { writeWhole } from '../write-whole.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--export-roster FILE.csv`: who is on the roster, every number masked. It cannot be imported again. */
export const exportRosterTask = async (
  { file }: { file: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const { store, roster } = station
  const unvouched = new Set(await store.unvouched())
  const officers = (await store.officers()).map(roster.lineOf).map((line) => ({
    ...line,
    intact: line.intact && !unvouched.has(line.loginId),
  }))
  try {
    writeWhole(file, rosterCsvOf(officers))
  } catch {
    print(`${file} cannot be written. Check that its folder exists and that this account may write there.`)
    return 1
  }
  const reason = `${officers.length} officers`
  await store.note({
    event: 'roster_export',
    actor: 'machine',
    subject: 'roster',
    outcome: 'exported',
    reason,
  })
  print(`${file} holds ${officers.length} ${officers.length === 1 ? 'officer' : 'officers'}.`)
  return 0
}
