import type { Clock } from '../clock.ts'

/** Gives a gateway that fails again and again a rest, so that officers do not wait for it; then one probe at a time. */
export type Breaker = {
  mayTry: () => boolean
  /** 0 while it may be tried. */
  restsForMs: () => number
  began: () => void
  /** Tells what changed by this try. */
  ended: (worked: boolean) => 'rests' | 'back' | undefined
}

const failuresInARow = 3
const restMs = 60_000

export const createBreaker = (clock: Clock): Breaker => {
  let failures = 0
  let restsUntil = 0
  let probing = false
  const tripped = () => failures >= failuresInARow
  const restsForMs = () => Math.max(0, restsUntil - clock.uptimeMs())
  return {
    mayTry: () => restsForMs() === 0 && !probing,
    restsForMs,
    began: () => {
      probing = tripped()
    },
    ended: (worked) => {
      const before = tripped()
      probing = false
      failures = worked ? 0 : failures + 1
      if (tripped()) restsUntil = clock.uptimeMs() + restMs
      if (before === tripped()) return undefined
      return tripped() ? 'rests' : 'back'
    },
  }
}
