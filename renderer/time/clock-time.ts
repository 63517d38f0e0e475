import { once } from '../once.ts'
import type { Language } from '../words/words.ts'

/** The wall time of a moment on the window's clock, as people here write it: "23 Nov, 5:05 pm". */
export const clockTime = (
  language: Language,
  { at, now, wallNow }: { at: number; now: number; wallNow: number },
): string => formats[language]().format(wallNow + at - now)

const time = { hour: 'numeric', minute: '2-digit' } as const

const formats: Record<Language, () => Intl.DateTimeFormat> = {
  en: once(() => new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'short', ...time })),
  // Tamil names the part of the day (morning, noon, evening, night) where English writes am or pm.
  ta: once(
    () => new Intl.DateTimeFormat('ta-IN', { day: 'numeric', month: 'long', dayPeriod: 'short', ...time }),
  ),
}
