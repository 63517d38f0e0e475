import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Task } from '../arguments.ts'
import { checkFile } from '../check-file.ts'
import { parseSettings, readText } from '../config/settings.ts'
import { machineSettingsIn } from '../kit/installed-kit.ts'
import { packKit } from '../kit/kit-file.ts'
import { createKitSigner, kitKeyMark } from '../kit/signing.ts'
import { readRosterCsv } from '../roster/roster-csv.ts'
import { writeWhole } from '../write-whole.ts'
import { describeCheck } from './check-config.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--make-kit FILE --config FILE [--roster FILE.csv]`: one signed file that sets up terminals. */
export const makeKitTask = async (
  { file, config, roster: rosterFile }: Extract<Task, { name: 'make-kit' }>,
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const refuse = (...lines: string[]) => {
    for (const line of [...lines, 'No kit was made.']) print(line)
    return 1 as const
  }
  if (existsSync(file)) return refuse(`${file} exists already; name a file that does not exist.`)
  const checked = checkFile(config)
  if (checked.mistakes.length > 0) return refuse(...describeCheck(checked))
  const configuration = readText(config) ?? ''
  const own = machineSettingsIn(parseSettings(config, configuration))
  if (own.length > 0) {
    return refuse(...own.map((name) => `${name}: belongs into the file of each machine, not into a kit`))
  }
  const roster = rosterFile === undefined ? { officers: 0 } : await readRoster(rosterFile)
  if ('mistakes' in roster) return refuse(...roster.mistakes)
  const signer = createKitSigner(station.keys)
  const serial = await nextSerial(station)
  const kit = packKit({ serial, configuration, roster: roster.text, sign: signer.sign })
  try {
    writeWhole(file, kit)
  } catch {
    return refuse(
      `${file} cannot be written. Check that its folder exists and that this account may write there.`,
    )
  }
  const mark = kitKeyMark(signer.publicKey()) ?? ''
  const reason = `serial ${serial}`
  await station.store.note({ event: 'kit_made', actor: 'machine', subject: mark, outcome: 'made', reason })
  for (const line of describeCheck(checked)) print(line)
  print(
    `${file} is kit ${serial}, signed with the key ${mark}: configuration and ${roster.officers} officers.`,
  )
  if (roster.officers > 0)
    print('It holds whole mobile numbers. Keep it confidential, and delete it when it is applied.')
  return 0
}

type Roster = { text?: string; officers: number } | { mistakes: string[] }

const readRoster = async (file: string): Promise<Roster> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    return { mistakes: [`${file} cannot be read. Check its name and that this account may read it.`] }
  }
  const read = readRosterCsv(text)
  return 'mistakes' in read
    ? { mistakes: read.mistakes.map(({ line, reason }) => `${file}, line ${line}: ${reason}`) }
    : { text, officers: read.enrolments.length }
}

/** The time in seconds, so that another computer with the same key goes on behind this one; always above the last. */
const nextSerial = async ({ store, clock }: TaskDeps['station']) => {
  const [last] = await store.newest(['kit_made'], 1)
  const made = Number(/^serial (\d+)$/.exec(last?.reason ?? '')?.[1] ?? 0)
  return Math.max(Math.floor(clock.wallMs() / 1000), made + 1)
}
