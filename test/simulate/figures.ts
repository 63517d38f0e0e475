import type { Measured } from './crowd.ts'
import type { Load } from './plan.ts'

/** Of many times, in milliseconds. */
export type Spread = { p50: number; p99: number; worst: number }

export type LoginFigures = {
  offeredPerSecond: number
  /** Logins done a second, from the first one done to the last one begun. */
  reachedPerSecond: number
  begun: number
  done: number
  mistyped: number
  send: Spread
  verify: Spread
  late: Spread
  errors: Record<string, number>
}

export const loginFigures = ({ perSecond, seconds }: Load, measured: Measured): LoginFigures => {
  const { doneMs, begun, mistyped, errors } = measured
  const sorted = doneMs.toSorted((a, b) => a - b)
  const first = sorted[0] ?? 0
  const within = sorted.filter((at) => at <= seconds * 1000).length
  return {
    offeredPerSecond: perSecond,
    reachedPerSecond: within / Math.max(0.001, seconds - first / 1000),
    begun,
    done: doneMs.length,
    mistyped,
    send: spreadOf(measured.sendMs),
    verify: spreadOf(measured.verifyMs),
    late: spreadOf(measured.lateMs),
    errors,
  }
}

const spreadOf = (times: number[]): Spread => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: sorted.at(-1) ?? 0 }
}
