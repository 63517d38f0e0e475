import { uptime } from 'node:os'
import type { Clock } from './clock.ts'
import { flag, type LedgerEntry } from './ledger/entry.ts'

const everyMs = 10_000
const mostMs = 60_000
/** What the network sets right little by little is no jump, and what somebody turns little by little is. */
const looksAtOne = 360

/** Raises a flag when somebody turns the wall clock. The answer ends it. */
export const startClockWatch = ({
  clock,
  sinceBootMs = () => uptime() * 1000,
  note,
}: {
  clock: Pick<Clock, 'wallMs' | 'after'>
  /** Time since the operating system's start, with that of sleep, which moves the wall clock too. */
  sinceBootMs?: () => number
  note: (entry: LedgerEntry) => void
}): (() => void) => {
  const startedAt = () => clock.wallMs() - sinceBootMs()
  let known = startedAt()
  let looks = 0
  let cancel: () => void
  const look = () => {
    const movedMs = startedAt() - known
    const jumped = Math.abs(movedMs) > mostMs
    if (jumped)
      note(flag('clock_jump', 'clock', `${movedMs > 0 ? '+' : '-'}${Math.abs(Math.round(movedMs / 1000))} s`))
    looks = jumped ? 0 : (looks + 1) % looksAtOne
    if (looks === 0) known += movedMs
  }
  const watch = () => {
    cancel = clock.after(everyMs, () => {
      look()
      watch()
    })
  }
  watch()
  return () => cancel()
}
