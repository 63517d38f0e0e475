import { rosterCsvOf } from '../roster/roster-csv-out.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { writeNoted } from './write-noted.ts'

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
  const entry = { event: 'roster_export', subject: 'roster', reason: `${officers.length} officers` } as const
  const text = rosterCsvOf(officers)
  if (!(await writeNoted({ file, text, entry }, { station, print }))) return 1
  print(`${file} holds ${officers.length} ${officers.length === 1 ? 'officer' : 'officers'}.`)
  return 0
}
