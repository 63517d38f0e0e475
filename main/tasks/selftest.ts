import type { CheckFinding, SelfTest } from '../../preload/self-test.ts'
import { createChecks, thisProcess } from '../compose-self-test.ts'
import type { Problem } from '../problem.ts'
import { runChecks } from '../self-test/run-checks.ts'
import { inWords, worstOf } from '../self-test/sentences.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

type Form = { json?: boolean; progress?: boolean }

/**
 * `--selftest`: the deployment checklist, one line a finding, or with `--json` one object in one line. Ends with 0 where
 * all is green, 1 where something is amber, 2 where something is red.
 */
export const selftestTask = async (
  { json = false, progress = false }: Form,
  { station, print, development }: TaskDeps,
): Promise<ExitCode> => {
  const { clock, log } = station
  const [at, startedAt] = [clock.wallMs(), clock.uptimeMs()]
  const program = thisProcess(!development)
  const findings = await runChecks({
    checks: createChecks({ station, program }),
    clock,
    log,
    progress: (done, of) => progress && print(`progress ${done} ${of}`),
  })
  const { version, flavour } = program
  const tookMs = clock.uptimeMs() - startedAt
  return tell({ version, flavour, at, tookMs, checks: findings.map(inWords) }, json, print)
}

/** The same where the program cannot start: one red finding, in the same form. */
export const selftestCannotStart = (
  { json = false }: Form,
  { code, details }: Pick<Problem, 'code' | 'details'>,
  print: (line: string) => void,
): ExitCode => {
  const { version, flavour } = thisProcess(true)
  const facts = { code, detail: details.join('; ') }
  const finding = inWords({ id: 'start', level: 'red', saying: 'start.fails', facts })
  return tell({ version, flavour, at: Date.now(), tookMs: 0, checks: [finding] }, json, print)
}

const tell = (told: Omit<SelfTest, 'worst'>, json: boolean, print: (line: string) => void): ExitCode => {
  const worst = worstOf(told.checks)
  if (json) print(JSON.stringify({ ...told, worst }))
  else for (const line of [...told.checks.map(lineOf), total(told.checks)]) print(line)
  return exitCodes[worst]
}

const exitCodes = { green: 0, amber: 1, red: 2 } as const

const lineOf = ({ level, title, text }: CheckFinding) => `${level}: ${title.en}: ${text.en}`

const total = (checks: CheckFinding[]) =>
  (['red', 'amber', 'green'] as const)
    .map((level) => `${checks.filter((each) => each.level === level).length} ${level}`)
    .join(', ')
