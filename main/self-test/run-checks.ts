import type { Clock } from '../clock.ts'
import { type Log, mask } from '../log.ts'
import type { Check, Finding } from './finding.ts'

const remoteWithinMs = 4500
const allWithinMs = 9000

/**
 * Runs every check and answers in their order. Those that wait for other computers are run at once, then the others one
 * after the other, so that work on the disk never makes an answer look late. A check that throws or takes too long is a
 * red finding and ends no other one.
 */
export const runChecks = async ({
  checks,
  clock,
  log,
  progress,
}: {
  checks: Check[]
  clock: Pick<Clock, 'uptimeMs' | 'after'>
  log: Log
  /** Hears how many of how many checks are done. */
  progress: (done: number, of: number) => void
}): Promise<Finding[]> => {
  const endsAt = clock.uptimeMs() + allWithinMs
  const findings = new Map<Check, Finding[]>()
  const look = async (check: Check, withinMs: number) => {
    findings.set(check, await within({ check, withinMs, clock, log }))
    progress(findings.size, checks.length)
  }
  progress(0, checks.length)
  await Promise.all(checks.filter(({ remote }) => remote).map((check) => look(check, remoteWithinMs)))
  for (const check of checks.filter(({ remote }) => !remote)) await look(check, endsAt - clock.uptimeMs())
  return checks.flatMap((check) => findings.get(check) ?? [])
}

const within = async ({
  check,
  withinMs,
  clock,
  log,
}: {
  check: Check
  withinMs: number
  clock: Pick<Clock, 'after'>
  log: Log
}): Promise<Finding[]> => {
  const late: Finding = { id: check.id, level: 'red', saying: 'failed.late', facts: {} }
  if (withinMs <= 0) return [late]
  let cancel: () => void = () => undefined
  const timeUp = new Promise<Finding[]>((done) => {
    cancel = clock.after(withinMs, () => done([late]))
  })
  try {
    return await Promise.race([run(check), timeUp])
  } catch (cause) {
    log.error(`the check ${check.id} failed`, cause)
    const why = mask(cause instanceof Error ? cause.message : String(cause)).slice(0, mostCharacters)
    return [{ id: check.id, level: 'red', saying: 'failed.threw', facts: { why } }]
  } finally {
    cancel()
  }
}

const mostCharacters = 200

/** Throws later only, whatever the check does at once. */
const run = async (check: Check) => check.run()
