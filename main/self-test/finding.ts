import type { CheckLevel } from '../../preload/self-test.ts'
import type en from './words/en.json'

type Key = keyof typeof en

/** What is looked at. A stable word: other programs read it in `--json`. */
export type CheckId = Exclude<Key, `${string}.${string}`>

/** What was found. The sentence, which says what to do, stands in words/ under this key, once in each language. */
export type Saying = Exclude<Key, CheckId>

/** Figures and names for the sentence; never a secret, a code or a whole number. */
export type Facts = Record<string, string | number>

export type Finding = { id: string; level: CheckLevel; saying: Saying; facts: Facts }

/** One look at one thing, or at a few that belong together. Free to throw: that is a finding too. */
export type Check = {
  /** Under which a look that failed is told. */
  id: CheckId
  /** Waits for somebody else's computer: such checks are run at once, before the others. */
  remote?: true
  run: () => Promise<Finding[]> | Finding[]
}

/** A finding of the check that `saying` begins with. */
export const found = (level: CheckLevel, saying: Saying, facts: Facts = {}): Finding => ({
  id: saying.slice(0, saying.indexOf('.')),
  level,
  saying,
  facts,
})

const mostNamed = 10

/** Names for a sentence: the first ten, and how many more there are. */
export const named = (names: string[]): string =>
  names.length > mostNamed
    ? `${names.slice(0, mostNamed).join(', ')} (+${names.length - mostNamed})`
    : names.join(', ')
