import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

/** Logins as they come in: on average so many a second, each at a moment of its own (Poisson). */
export type Load = { perSecond: number; seconds: number }

export type Plan = {
  terminals: number
  officers: number
  workers: number
  quiet: Load
  peak: Load
  /** Where the figures go as JSON. */
  out: string | undefined
}

// A district at the change of shift: 45 logins a second for five minutes, 13,500 in all. Here the same number comes in a
// minute and a half, 3.3 times as dense, so that a run is over in two minutes.
const whole = { terminals: 2000, seconds: 90 }
const peakPerTerminal = 150 / 2000
const quietPerTerminal = 2 / 2000
const officersPerTerminal = 65

/** What an officer needs for the SMS and the keyboard, in milliseconds: 10 to 20 seconds, 3.3 times as dense. */
export const typingMs = { least: 3000, most: 6000 }

/** Of the logins, those with a mistyped code before the right one. */
export const mistypedShare = 0.05

/** Of the command line. Everything has a bound; throws with a sentence what is not understood. */
export const parsePlan = (args: string[]): Plan => {
  const { values } = parseArgs({
    args,
    options: { terminals: { type: 'string' }, seconds: { type: 'string' }, out: { type: 'string' } },
  })
  const terminals = within('terminals', values.terminals, whole.terminals, [10, 8000])
  const seconds = within('seconds', values.seconds, whole.seconds, [5, 600])
  return {
    terminals,
    officers: terminals * officersPerTerminal,
    workers: Math.max(2, Math.min(4, availableParallelism() - 1)),
    quiet: { perSecond: terminals * quietPerTerminal, seconds: Math.min(8, seconds / 2) },
    peak: { perSecond: terminals * peakPerTerminal, seconds },
    out: values.out,
  }
}

const within = (name: string, text: string | undefined, usual: number, [least, most]: [number, number]) => {
  const value = text === undefined ? usual : Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} takes a whole number from ${least} to ${most}.`)
  return value
}
