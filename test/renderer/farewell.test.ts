import { describe, expect, test } from 'vitest'
import { farewellIn } from '../../renderer/login/farewell.ts'
import type { Farewell } from '../../renderer/login/states.ts'
import { type Language, wordsOf } from '../../renderer/words/words.ts'

const clock = { now: 800_000, wallNow: new Date(2026, 10, 23, 17, 5).getTime() }
const fiveMinutesAgo = { place: 'Front desk', at: 500_000 }
const said = (language: Language, farewell: Farewell) =>
  farewellIn({ language, ...wordsOf(language) }, farewell, clock)

describe('whoever signed in at another terminal', () => {
  const farewell: Farewell = { reason: 'elsewhere', elsewhere: fiveMinutesAgo }

  test('reads where and when, and what to do if that was somebody else', () =>
    expect(said('en', farewell)).toBe(
      'You were signed out here because you signed in at another computer: Front desk, 23 Nov, 5:00 pm. If that was not you, tell your administrator.',
    ))

  test('reads it in Tamil in Tamil', () =>
    expect(said('ta', farewell)).toBe(
      'நீங்கள் வேறொரு கணினியில் (Front desk, 23 நவம்பர் அன்று மாலை 5:00) உள்நுழைந்ததால் இங்குள்ள அமர்வு முடிக்கப்பட்டது. அங்கு உள்நுழைந்தது நீங்கள் அல்ல என்றால் நிர்வாகிக்குத் தெரிவிக்கவும்.',
    ))

  test('reads the plain reason where no place is known', () =>
    expect(said('en', { reason: 'elsewhere' })).toBe(
      'You were signed out here because you signed in at another computer.',
    ))
})

test.each(['suspended', 'changed'] as const)('an officer who was %s is not told where', (reason) =>
  expect(said('en', { reason, elsewhere: fiveMinutesAgo })).toBe(said('en', { reason })),
)
