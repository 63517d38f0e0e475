import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionLine } from '../../preload/administration.ts'
import type { Answer } from '../../preload/contract.ts'
import { createSessionList } from '../../renderer/admin/sessions/sessions.ts'
import { sessionLine } from './answers.ts'
import { type Answers, byHand, createStation } from './fake-station.ts'

const live = (ids: string[], more = false): Answer<'liveSessions'> => ({
  ok: true,
  value: { sessions: ids.map((id): SessionLine => ({ ...sessionLine, id, loginId: `of_${id}` })), more },
})

const open = (answers: Partial<Answers>) => {
  const fake = createStation({ endSession: () => ({ ok: true, value: true }), ...answers })
  const room = createSessionList({ station: fake.station, now: () => 1_000_000 })
  const shown = () => room.state().live?.map(({ id }) => id)
  return { ...fake, room, shown }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the sessions now', () => {
  test('are counted from the answer', async () => {
    const { room } = open({ liveSessions: () => live(['a']) })
    room.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(room.state().live).toMatchObject([{ startedAt: 940_000, endsAt: 29_740_000 }])
  })

  test('are looked at again every ten seconds, until the screen is left', async () => {
    const { room, inputs } = open({ liveSessions: () => live([]) })
    const stop = room.start()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(inputs('liveSessions')).toHaveLength(3)
    stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(inputs('liveSessions')).toHaveLength(3)
  })

  test('stay on the screen when they cannot be read once, and the message goes when they can', async () => {
    const answers: Answer<'liveSessions'>[] = [live(['a']), { ok: false, code: 'store_unavailable' }]
    const { room, shown } = open({ liveSessions: () => answers.shift() ?? live(['b']) })
    room.start()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(shown()).toEqual(['a'])
    expect(room.state().problem).toEqual({ code: 'store_unavailable' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(shown()).toEqual(['b'])
    expect(room.state().problem).toBeUndefined()
  })

  test('are read as far as they are shown', async () => {
    const { room, shown, inputs } = open({
      liveSessions: ({ after }) => (after === '' ? live(['a', 'b'], true) : live(['c'])),
    })
    room.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(shown()).toEqual(['a', 'b'])
    await room.more()
    expect(shown()).toEqual(['a', 'b', 'c'])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(shown()).toEqual(['a', 'b', 'c'])
    expect(inputs('liveSessions').at(-1)).toEqual({ after: 'b' })
  })
})

describe('ending a session', () => {
  test('takes it off the list at once, also when an older answer still tells of it', async () => {
    const { call, answer } = byHand<Answer<'liveSessions'>>()
    const { room, shown, inputs } = open({ liveSessions: call })
    room.start()
    await answer(0, live(['a', 'b']))
    await vi.advanceTimersByTimeAsync(10_000)
    void room.end('a')
    await vi.advanceTimersByTimeAsync(0)
    await answer(1, live(['a', 'b']))
    expect(shown()).toEqual(['b'])
    expect(inputs('endSession')).toEqual([{ id: 'a' }])
    expect(room.state().told).toEqual({ what: 'ended', loginId: 'of_a' })
  })

  test('that was over already is told as that', async () => {
    const { room } = open({ liveSessions: () => live(['a']), endSession: () => ({ ok: true, value: false }) })
    room.start()
    await vi.advanceTimersByTimeAsync(0)
    await room.end('a')
    expect(room.state().told).toEqual({ what: 'was_over', loginId: 'of_a' })
  })

  test('that failed leaves it on the list, with the reason, also after the next look', async () => {
    const { room, shown } = open({
      liveSessions: () => live(['a']),
      endSession: () => ({ ok: false, code: 'internal', errorId: 'E-1' }),
    })
    room.start()
    await vi.advanceTimersByTimeAsync(0)
    await room.end('a')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(shown()).toEqual(['a'])
    expect(room.state()).toMatchObject({ ending: undefined, problem: { code: 'internal', errorId: 'E-1' } })
  })
})
