import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Measured } from './crowd.ts'
import type { Order, Report } from './orders.ts'
import type { Load, Plan } from './plan.ts'
import type { Shared } from './simulated-station.ts'

export type Crew = Awaited<ReturnType<typeof startCrew>>

/** The worker processes, each with its share of the terminals. Answers when all of them are connected. */
export const startCrew = async (
  { terminals, officers, workers }: Plan,
  shared: Shared,
  whenOver: (end: () => Promise<void>) => void,
) => {
  const hands = Array.from({ length: workers }, startHand)
  whenOver(async () => void (await Promise.all(hands.map(({ end }) => end()))))
  await Promise.all(
    hands.map(({ tell, heard }, n) => {
      const share = Math.floor(terminals / workers) + (n < terminals % workers ? 1 : 0)
      const post = { ...shared, terminals: share, firstOfficer: n, everyOfficer: workers, officers }
      tell({ kind: 'begin', post })
      return heard('ready')
    }),
  )

  /** Each hand's share of a load, at the same time. */
  const come = async ({ perSecond, seconds }: Load) => {
    const share = { perSecond: perSecond / workers, seconds }
    const reports = await Promise.all(
      hands.map(async ({ tell, heard }) => {
        tell({ kind: 'load', load: share })
        return (await heard('measured')).measured
      }),
    )
    return reports.reduce(together)
  }

  /** Logs everybody out; answers what the terminals have written in their logs. */
  const leave = async () => {
    const reports = await Promise.all(
      hands.map(async ({ tell, heard }) => {
        tell({ kind: 'leave' })
        return (await heard('left')).logged
      }),
    )
    return reports.flat()
  }
  return { come, leave }
}

const startHand = () => {
  const child = fork(join(import.meta.dirname, 'worker.ts'))
  const ended = once(child, 'exit')
  return {
    tell: (order: Order) => void child.send(order),
    /** The next report of this kind. */
    heard: <Kind extends Report['kind']>(kind: Kind) =>
      new Promise<Extract<Report, { kind: Kind }>>((hear, fail) => {
        const gone = () => fail(new Error('A process of the simulation has ended before its time.'))
        const listen = (report: Report) => {
          if (!isOf(report, kind)) return
          child.off('exit', gone).off('message', listen)
          hear(report)
        }
        child.on('exit', gone).on('message', listen)
      }),
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await ended
      }
    },
  }
}

const isOf = <Kind extends Report['kind']>(
  report: Report,
  kind: Kind,
): report is Extract<Report, { kind: Kind }> => report.kind === kind

const together = (one: Measured, other: Measured): Measured => ({
  sendMs: [...one.sendMs, ...other.sendMs],
  verifyMs: [...one.verifyMs, ...other.verifyMs],
  lateMs: [...one.lateMs, ...other.lateMs],
  doneMs: [...one.doneMs, ...other.doneMs],
  begun: one.begun + other.begun,
  mistyped: one.mistyped + other.mistyped,
  errors: sum(one.errors, other.errors),
})

const sum = (one: Record<string, number>, other: Record<string, number>) => {
  const codes = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...codes].map((code) => [code, (one[code] ?? 0) + (other[code] ?? 0)]))
}
