import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { About, Answer, Notice } from '../../preload/contract.ts'
import { createAbout } from '../../renderer/frame/about.ts'

const facts: About = { installation: 'T', version: '1', warnings: [], kiosk: false, empty: false }
const known = (empty: About['empty']): Answer<'about'> => ({ ok: true, value: { ...facts, empty } })

/** Answers what it is told to, the last of it for ever. */
const watch = async (...answers: (Answer<'about'> | 'lost' | Promise<Answer<'about'>>)[]) => {
  let asked = 0
  let listener: (notice: Notice) => void = () => undefined
  const about = createAbout({
    station: {
      about: async () => {
        asked += 1
        const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? known(false)
        if (answer === 'lost') throw new Error('no answer')
        return answer
      },
      onNotice: (heard) => {
        listener = heard
        return () => undefined
      },
    },
  })
  const stop = about.start()
  await vi.advanceTimersByTimeAsync(0)
  return { about, stop, asked: () => asked, notify: (notice: Notice) => listener(notice) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the first-run screen', () => {
  test('gives way when somebody is enrolled where the window does not hear of it', async () => {
    const { about } = await watch(known(true), known(true), known(false))
    expect(about.state()?.empty).toBe(true)
    await vi.advanceTimersByTimeAsync(4000)
    expect(about.state()?.empty).toBe(false)
  })

  test('stays while the records are away for a moment: what is typed there is not lost', async () => {
    const { about } = await watch(known(true), known('unknown'), known('unknown'), known(false))
    for (let look = 0; look < 2; look += 1) {
      await vi.advanceTimersByTimeAsync(2000)
      expect(about.state()?.empty).toBe(true)
    }
    await vi.advanceTimersByTimeAsync(2000)
    expect(about.state()?.empty).toBe(false)
  })

  test('comes when the records that could not be reached turn out to hold nobody', async () => {
    const { about } = await watch(known('unknown'), known(true))
    expect(about.state()?.empty).toBe('unknown')
    await vi.advanceTimersByTimeAsync(2000)
    expect(about.state()?.empty).toBe(true)
  })
})

describe('the facts about a terminal', () => {
  test('are asked for once where somebody is on the roster, and again when they have changed', async () => {
    const { notify, asked } = await watch(known(false))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(1)
    notify({ kind: 'active' })
    notify({ kind: 'about_changed' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(2)
  })

  test('are asked for until they are known', async () => {
    const { about } = await watch({ ok: false, code: 'busy' }, 'lost', known(false))
    expect(about.state()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(4000)
    expect(about.state()).toEqual(facts)
  })

  test('are never those of an older answer', async () => {
    let answerLate: (answer: Answer<'about'>) => void = () => undefined
    const late = new Promise<Answer<'about'>>((answer) => {
      answerLate = answer
    })
    const { about, notify, asked } = await watch(late, known(false))
    notify({ kind: 'about_changed' })
    await vi.advanceTimersByTimeAsync(0)
    answerLate(known(true))
    await vi.advanceTimersByTimeAsync(60_000)
    expect([about.state()?.empty, asked()]).toEqual([false, 2])
  })

  test('are not asked for any more by a page that is left', async () => {
    const { stop, asked } = await watch(known(true))
    stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toBe(1)
  })
})
