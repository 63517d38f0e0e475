import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { OfficerLine } from '../../preload/administration.ts'
import type { Answer } from '../../preload/contract.ts'
import { createOfficerList } from '../../renderer/admin/officers/list.ts'
import { officer } from './answers.ts'
import { byHand, createStation } from './fake-station.ts'

type Page = Answer<'findOfficers'>
const named = (loginId: string): OfficerLine => ({ ...officer, loginId })
const page = (ids: string[], more = false): Page => ({
  ok: true,
  value: { officers: ids.map(named), more },
})

const open = (findOfficers: (input: { text: string; after: string }) => Promise<Page>) => {
  const fake = createStation({ findOfficers })
  const list = createOfficerList({ station: fake.station, now: () => 0 })
  const shown = () => list.state().officers?.map(({ loginId }) => loginId)
  return { ...fake, list, shown }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the search', () => {
  test('asks once, a moment after the last key', async () => {
    const { list, inputs } = open(async () => page([]))
    for (const text of ['k', 'ka', 'kav']) {
      list.type(text)
      await vi.advanceTimersByTimeAsync(149)
    }
    expect(inputs('findOfficers')).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(inputs('findOfficers')).toEqual([{ text: 'kav', after: '' }])
  })

  test('shows the answer to what was typed last, in whatever order the answers come', async () => {
    const order = fc.uniqueArray(fc.nat(4), { minLength: 5, maxLength: 5 })
    const pauses = fc.array(fc.constantFrom(10, 200), { minLength: 5, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(order, pauses, async (answered, waits) => {
        const { call, answer } = byHand<Page>()
        const texts: string[] = []
        const { list, shown } = open(({ text }) => {
          texts.push(text)
          return call()
        })
        for (const [n, wait] of waits.entries()) {
          list.type(`text${n}`)
          await vi.advanceTimersByTimeAsync(wait)
        }
        await vi.advanceTimersByTimeAsync(200)
        for (const which of answered) await answer(which, page([texts[which] ?? '']))
        expect(shown()).toEqual(['text4'])
      }),
    )
  })

  test('does not show an older answer while the next question waits for its pause', async () => {
    const { call, answer } = byHand<Page>()
    const { list, shown } = open(call)
    list.type('a')
    await vi.advanceTimersByTimeAsync(150)
    list.type('ab')
    await answer(0, page(['a']))
    expect(shown()).toBeUndefined()
  })

  test('keeps what is shown until the next answer, and when that fails', async () => {
    const answers: Page[] = [page(['a']), { ok: false, code: 'store_unavailable' }]
    const { list, shown } = open(async () => answers.shift() ?? page([]))
    await list.look()
    list.type('b')
    expect(shown()).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(150)
    expect(shown()).toEqual(['a'])
    expect(list.state().problem).toEqual({ code: 'store_unavailable' })
  })

  test('asks nothing when the text stays the same', async () => {
    const { list, inputs } = open(async () => page([]))
    list.type('')
    await vi.advanceTimersByTimeAsync(1000)
    expect(inputs('findOfficers')).toEqual([])
  })
})

describe('more of the list', () => {
  test('follows the last officer that is shown', async () => {
    const answers = [page(['a', 'b'], true), page(['c'])]
    const { list, shown, inputs } = open(async () => answers.shift() ?? page([]))
    await list.look()
    await list.more()
    expect(shown()).toEqual(['a', 'b', 'c'])
    expect(inputs('findOfficers').at(-1)).toEqual({ text: '', after: 'b' })
    await list.more()
    expect(inputs('findOfficers')).toHaveLength(2)
  })

  test('is asked for once, and never with a text that was just changed', async () => {
    const { call, answer } = byHand<Page>()
    const { list, shown, inputs } = open(call)
    void list.look()
    await answer(0, page(['a'], true))
    void list.more()
    void list.more()
    expect(inputs('findOfficers')).toHaveLength(2)
    list.type('b')
    void list.more()
    expect(inputs('findOfficers')).toHaveLength(2)
    await answer(1, page(['b']))
    expect(shown()).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(150)
    expect(inputs('findOfficers').at(-1)).toEqual({ text: 'b', after: '' })
  })
})

test('an officer who was changed on his sheet stands changed in the list', async () => {
  const { list } = open(async () => page(['a', 'b'], true))
  list.put(named('a'))
  expect(list.state().officers).toBeUndefined()
  await list.look()
  list.put({ ...named('b'), state: 'suspended' })
  expect(list.state().officers?.map(({ state }) => state)).toEqual(['active', 'suspended'])
})
