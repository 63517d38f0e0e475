import { once } from '../once.ts'
import type { Language } from '../words/words.ts'

/** A moment of wall time (UTC in milliseconds) as people here write it, to the second: "23 Nov 2026, 5:05:09 pm". */
export const wallTime = (language: Language, at: number): string => formats[language]().format(at)

/** The local day of a date field's text ("2026-11-23"), from its first to before its last moment, in UTC milliseconds. */
export const localDay = (text: string): { from: number; to: number } | undefined => {
  const [, year, month, day] = text.match(/^(\d{4})-(\d\d)-(\d\d)$/)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  return { from: new Date(year, month - 1, day).getTime(), to: new Date(year, month - 1, day + 1).getTime() }
}

const time = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const

const formats: Record<Language, () => Intl.DateTimeFormat> = {
  en: once(
    () => new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'short', year: 'numeric', ...time }),
  ),
  ta: once(
    () =>
      new Intl.DateTimeFormat('ta-IN', {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        dayPeriod: 'short',
        ...time,
      }),
  ),
}
