import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Flag, FlagKind } from '../../preload/administration.ts'
import { flagSentence } from '../../renderer/admin/flags/flag-sentence.ts'
import { createFlags } from '../../renderer/admin/flags/flags.ts'
import { wordsOf } from '../../renderer/words/words.ts'
import { type Answers, createStation } from './fake-station.ts'

const flag = (kind: FlagKind, subject: string, reason?: string): Flag => ({
  seq: 1,
  at: 0,
  kind,
  subject,
  ...(reason !== undefined && { reason }),
})
const said = (...of: Parameters<typeof flag>) => flagSentence(wordsOf('en').say, flag(...of))

describe('a flag', () => {
  test.each([
    ['locked', 'of_1', '5_minutes', 'Signing in was locked for of_1 after too many wrong codes.'],
    [
      'clock_jump',
      'clock',
      '+86400 s',
      'The clock of this computer was moved forward by 24 h. Ask who did it.',
    ],
    [
      'clock_jump',
      'clock',
      '-90 s',
      'The clock of this computer was moved back by 1 min 30 s. Ask who did it.',
    ],
    ['rescue_code', 'of_1', 'by admin_2', 'admin_2 made a rescue code for of_1.'],
    [
      'rescue_code',
      'of_1',
      'by machine',
      'A rescue code for of_1 was made at the command line of this computer.',
    ],
  ] as const)('%s about %s (%s) is a sentence', (kind, subject, reason, text) =>
    expect(said(kind, subject, reason)).toBe(text),
  )

  test('tells how many codes were used where that is known', () => {
    expect(said('few_verified', 'codes', 'signed_in 1 of 12')).toContain('Only 1 of 12 codes')
    expect(said('few_verified', 'codes')).toContain('Few of the codes')
  })

  test('tells a changed row from a changed roster', () => {
    expect(said('row_changed', 'of_1')).toContain('row of of_1')
    expect(said('row_changed', 'roster', 'before_the_import')).toContain('The roster was changed by hand')
  })

  test.each(['success_after_failures', 'ledger_behind'] as const)(
    '%s leaves no gap in its sentence',
    (kind) => {
      for (const language of ['en', 'ta'] as const)
        expect(flagSentence(wordsOf(language).say, flag(kind, 'of_1'))).not.toMatch(/[{}]/)
    },
  )
})

const unseen = (numbers: number[]) => ({
  ok: true as const,
  value: numbers.map((seq) => ({ ...flag('locked', 'of_1'), seq })),
})

const open = async (answers: Partial<Answers>) => {
  const fake = createStation(answers)
  const room = createFlags({ station: fake.station, now: () => 0 })
  room.start()
  await vi.advanceTimersByTimeAsync(0)
  return { ...fake, room }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the flags', () => {
  test('that are marked as seen are those that were shown: one that comes meanwhile stays', async () => {
    const answers = [unseen([8, 5])]
    const { room, inputs } = await open({
      flags: () => answers.shift() ?? unseen([9]),
      flagsSeen: () => ({ ok: true, value: null }),
    })
    await room.markSeen()
    expect(inputs('flagsSeen')).toEqual([{ upTo: 8 }])
    expect(room.state().unseen.map(({ seq }) => seq)).toEqual([9])
  })

  test('stay where marking them failed', async () => {
    const { room } = await open({
      flags: () => unseen([8]),
      flagsSeen: () => ({ ok: false, code: 'store_unavailable' }),
    })
    await room.markSeen()
    expect(room.state()).toMatchObject({
      unseen: [{ seq: 8 }],
      marking: false,
      problem: { code: 'store_unavailable' },
    })
  })

  test('are marked only where there are some', async () => {
    const { room, inputs } = await open({ flags: () => unseen([]) })
    await room.markSeen()
    expect(inputs('flagsSeen')).toEqual([])
  })
})
