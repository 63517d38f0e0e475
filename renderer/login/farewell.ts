import { clockTime } from '../time/clock-time.ts'
import type { Language, Say } from '../words/words.ts'
import type { Farewell } from './states.ts'

/** Why the officer is on the first screen again. `now`: the window's clock, `wallNow`: wall time, both in milliseconds. */
export const farewellIn = (
  { language, say }: { language: Language; say: Say },
  { reason, elsewhere }: Farewell,
  clock: { now: number; wallNow: number },
): string => {
  // A suspended or changed officer has an administrator to ask; only a sign-in may be a stranger's.
  if (reason !== 'elsewhere' || !elsewhere) return say(`farewell.${reason}`)
  const { place, at } = elsewhere
  return say('farewell.elsewhereAt', { place, time: clockTime(language, { at, ...clock }) })
}
