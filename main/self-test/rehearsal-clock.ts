import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

/** A clock that begins now and moves only when it is moved, so that two minutes take none. */
export type RehearsalClock = Clock & {
  /** Time passes; what is due happens in its order, with all that follows from it. */
  pass: (ms: number) => Promise<void>
}

export const createRehearsalClock = ({ wallMs, uptimeMs, boot }: Clock): RehearsalClock => {
  const startedAt = { wall: wallMs(), uptime: uptimeMs() }
  let passedMs = 0
  const timers = new Set<{ at: number; task: () => void }>()
  const nextUntil = (until: number) =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    boot,
    wallMs: () => startedAt.wall + passedMs,
    uptimeMs: () => startedAt.uptime + passedMs,
    after: (ms, task) => {
      const timer = { at: passedMs + Math.max(0, ms), task }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass: async (ms) => {
      const until = passedMs + ms
      await settled()
      for (let next = nextUntil(until); next; next = nextUntil(until)) {
        timers.delete(next)
        passedMs = next.at
        next.task()
        await settled()
      }
      passedMs = until
    },
  }
}

const turns = 20

/** Lets everything that waits for nothing but its turn have it. */
const settled = async () => {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate()
}
