import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Task } from '../arguments.ts'
import { type ImportPlan, importRoster, planImport } from '../roster/import-roster.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--import-roster FILE.csv`: all officers of the file, or none. */
export const importRosterTask = async (
  { file, preview, expect, progress }: Extract<Task, { name: 'import-roster' }>,
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const end = (code: ExitCode, outcome: Record<string, unknown>, ...lines: string[]): ExitCode => {
    for (const line of progress ? [JSON.stringify(outcome)] : lines) print(line)
    return code
  }
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) {
    const line = `${file} cannot be read. Check its name and that this account may read it.`
    return end(1, { kind: 'unreadable' }, line)
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (expect !== undefined && expect.toLowerCase() !== sha256) {
    return end(
      1,
      { kind: 'other_file' },
      `${file} is not the file that was expected: its SHA-256 is ${sha256}. Nothing was imported.`,
    )
  }
  const wanted = {
    text: bytes.toString('utf8'),
    store: station.store,
    roster: station.roster,
    progress: (done: number, of: number) => {
      if (progress) print(`progress ${done} ${of}`)
      else if (of >= 10_000) print(`checked ${done} of ${of}`)
    },
  }
  const again = 'Nothing was imported; run this again.'
  const refused = (mistakes: Mistakes, words: string) =>
    end(
      1,
      { kind: 'refused', ...cut({ refused: mistakes }), mistakes: mistakes.length },
      ...mistakes.map(({ line, reason }) => `line ${line}: ${reason}`),
      `${words} ${mistakes.length} mistakes. Correct them and run this again.`,
    )
  if (preview) {
    const plan = await planImport(wanted)
    if (plan.kind === 'refused') return refused(plan.mistakes, 'Nothing can be imported:')
    return end(0, previewOf(plan, sha256), ...describe(plan, sha256))
  }
  const outcome = await importRoster({ ...wanted, source: 'machine' })
  switch (outcome.kind) {
    case 'imported': {
      const { added, changed, unchanged } = outcome
      return end(0, outcome, `Roster imported: ${added} added, ${changed} changed, ${unchanged} unchanged.`)
    }
    case 'stale':
      return end(1, outcome, `The roster was changed by somebody else meanwhile. ${again}`)
    case 'last_administrator':
      return end(1, outcome, 'Nobody would be left who may administer. Nothing was imported.')
    case 'refused':
      return refused(outcome.mistakes, 'Nothing was imported:')
  }
}

type Mistakes = Extract<ImportPlan, { kind: 'refused' }>['mistakes']
type Ready = Extract<ImportPlan, { kind: 'ready' }>

/** More is not read on a screen. */
const mostShown = 100
const cut = <Lists extends Record<string, unknown[]>>(lists: Lists) =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.slice(0, mostShown)]))

const previewOf = ({ added, changed, unchanged }: Ready, sha256: string) => ({
  kind: 'ready',
  sha256,
  ...cut({ added, changed }),
  unchanged,
  addedInAll: added.length,
  changedInAll: changed.length,
})

const describe = ({ added, changed, unchanged }: Ready, sha256: string) => [
  ...added.slice(0, mostShown).map((loginId) => `would add ${loginId}`),
  ...changed.slice(0, mostShown).map((loginId) => `would change ${loginId}`),
  `It would add ${added.length}, change ${changed.length}, leave ${unchanged}. Nothing was changed.`,
  `To import this file and no other: --expect ${sha256}`,
]
