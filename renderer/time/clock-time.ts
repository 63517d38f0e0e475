import type { Language } from '../words/words.ts'

/** The wall time of a moment on the window's clock, as people here write it: "23 Nov, 5:05 pm". */
export const clockTime = (
  language: Language,
  { at, now, wallNow }: { at: number; now: number; wallNow: number },
): string =>
  new Intl.DateTimeFormat(language === 'ta' ? 'ta-IN' : 'en-IN', {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(wallNow + at - now)
