import { readFile } from 'node:fs/promises'
import { importRoster } from '../roster/import-roster.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--import-roster FILE.csv`: all officers of the file, or none. */
export const importRosterTask = async (
  { file }: { file: string },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    print(`${file} cannot be read. Check its name and that this account may read it.`)
    return 1
  }
  const outcome = await importRoster({
    text,
    source: 'machine',
    store: station.store,
    roster: station.roster,
    progress: (done, of) => {
      if (of >= 10_000) print(`checked ${done} of ${of}`)
    },
  })
  switch (outcome.kind) {
    case 'imported':
      print(
        `Roster imported: ${outcome.added} added, ${outcome.changed} changed, ${outcome.unchanged} unchanged.`,
      )
      return 0
    case 'stale':
      print('The roster was changed by somebody else meanwhile. Nothing was imported; run this again.')
      return 1
    case 'refused':
      for (const { line, reason } of outcome.mistakes) print(`line ${line}: ${reason}`)
      print(`Nothing was imported: ${outcome.mistakes.length} mistakes. Correct them and run this again.`)
      return 1
  }
}
