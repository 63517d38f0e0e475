import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockTime } from '../../renderer/time/clock-time.ts'
import { announcedSeconds, durationIn } from '../../renderer/time/duration.ts'
import { secondsUntil } from '../../renderer/time/seconds-left.ts'
import { localDay, wallTime } from '../../renderer/time/wall-time.ts'
import { wordsOf } from '../../renderer/words/words.ts'

describe('a length of time', () => {
  test.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [250, '4 min 10 s'],
    [3599, '59 min 59 s'],
    [3600, '1 h'],
    [3601, '1 h 1 min'],
    [28_800, '8 h'],
    [86_341, '24 h'],
  ])('of %i s reads %s', (seconds, text) => expect(durationIn(wordsOf('en').say, seconds)).toBe(text))

  test('is written in Tamil words in Tamil', () =>
    expect(durationIn(wordsOf('ta').say, 250)).toBe('4 நிமிடம் 10 விநாடி'))

  test('never promises less than it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (seconds) => {
        const units: Record<string, number> = { h: 3600, min: 60, s: 1 }
        const parts = durationIn(wordsOf('en').say, seconds).matchAll(/(\d+) (h|min|s)/g)
        const told = [...parts].reduce((sum, [, n, unit]) => sum + Number(n) * (units[unit ?? ''] ?? 0), 0)
        expect(told).toBeGreaterThanOrEqual(seconds)
      }),
    )
  })
})

describe('a countdown', () => {
  test('is zero exactly when its moment has come', () => {
    expect(secondsUntil(1000, 999.9)).toBe(1)
    expect(secondsUntil(1000, 1000)).toBe(0)
    expect(secondsUntil(1000, 5000)).toBe(0)
  })

  test('is announced at a minute, half a minute, ten seconds and the end only', () => {
    const said = Array.from({ length: 121 }, (_, passed) => announcedSeconds(120 - passed))
    expect([...new Set(said)]).toEqual([undefined, 60, 30, 10, 0])
  })
})

describe('a moment of the session', () => {
  const wallNow = new Date(2026, 10, 23, 17, 5).getTime()

  test('is shown as the computer says the time now', () =>
    expect(clockTime('en', { at: 500_000, now: 800_000, wallNow })).toBe('23 Nov, 5:00 pm'))

  test('is shown with the part of the day in Tamil', () =>
    expect(clockTime('ta', { at: 800_000, now: 800_000, wallNow })).toBe('23 நவம்பர் அன்று மாலை 5:05'))
})

describe('a moment in the ledger', () => {
  const at = new Date(2026, 10, 23, 17, 5, 9).getTime()

  test('is shown in local time, with its date and to the second', () =>
    expect(wallTime('en', at)).toBe('23 Nov 2026, 5:05:09 pm'))

  test('is shown with the part of the day in Tamil', () =>
    expect(wallTime('ta', at)).toBe('23 நவ., 2026, மாலை 5:05:09'))
})

describe('a day of a date field', () => {
  test('goes from its first moment here to the first of the next', () =>
    expect(localDay('2026-12-31')).toEqual({
      from: new Date(2026, 11, 31).getTime(),
      to: new Date(2027, 0, 1).getTime(),
    }))

  test.each(['', '2026-12', 'tomorrow'])('%j is none', (text) => expect(localDay(text)).toBeUndefined())
})
