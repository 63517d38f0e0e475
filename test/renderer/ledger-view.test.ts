import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LedgerLine, ledgerEvents } from '../../preload/administration.ts'
import type { Answer, Input } from '../../preload/contract.ts'
import { eventsToChoose } from '../../renderer/admin/ledger/events.ts'
import { createLedgerView } from '../../renderer/admin/ledger/ledger.ts'
import { isFiltered, noFilters } from '../../renderer/admin/ledger/ledger-state.ts'
import { byHand, createStation } from './fake-station.ts'

type Page = Answer<'ledgerPage'>
const line = { at: 0, actor: 'terminal', event: 'flag', subject: 'x', outcome: 'locked' } as const
const page = (numbers: number[], more = false): Page => ({
  ok: true,
  value: { entries: numbers.map((seq): LedgerLine => ({ seq, ...line })), more },
})

const open = (ledgerPage: (input: Input<'ledgerPage'>) => Promise<Page>) => {
  const fake = createStation({ ledgerPage })
  const view = createLedgerView({ station: fake.station, now: () => 0 })
  const shown = () => view.state().entries?.map(({ seq }) => seq)
  return { ...fake, view, shown }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the ledger', () => {
  test('is read from its end, and on from the oldest entry that is shown', async () => {
    const answers = [page([9, 8], true), page([7])]
    const { view, shown, inputs } = open(async () => answers.shift() ?? page([]))
    await view.look()
    await view.older()
    expect(shown()).toEqual([9, 8, 7])
    expect(inputs('ledgerPage')).toEqual([{}, { before: 8 }])
    await view.older()
    expect(inputs('ledgerPage')).toHaveLength(2)
  })

  test('is asked for the local day, the event and the officer', async () => {
    const { view, inputs } = open(async () => page([]))
    view.filter({ subject: ' Officer_001 ' })
    view.filter({ event: 'otp_verify' })
    view.filter({ day: '2026-11-23' })
    await vi.advanceTimersByTimeAsync(150)
    expect(inputs('ledgerPage')).toEqual([
      {
        subject: 'officer_001',
        event: 'otp_verify',
        day: { from: new Date(2026, 10, 23).getTime(), to: new Date(2026, 10, 24).getTime() },
      },
    ])
  })

  test('shows the answer to the newest filter, in whatever order the answers come', async () => {
    const { call, answer } = byHand<Page>()
    const { view, shown } = open(call)
    void view.look()
    view.filter({ subject: 'a' })
    await vi.advanceTimersByTimeAsync(150)
    await answer(1, page([5]))
    await answer(0, page([9]))
    expect(shown()).toEqual([5])
  })

  test('is not read on with a filter that was just changed', async () => {
    const { view, inputs } = open(async () => page([9], true))
    await view.look()
    view.filter({ event: 'unlock' })
    await view.older()
    expect(inputs('ledgerPage')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(150)
    expect(inputs('ledgerPage').at(-1)).toEqual({ event: 'unlock' })
  })

  test('keeps what is shown when it cannot be read', async () => {
    const answers: Page[] = [page([9], true), { ok: false, code: 'store_unavailable' }]
    const { view, shown } = open(async () => answers.shift() ?? page([]))
    await view.look()
    await view.older()
    expect(shown()).toEqual([9])
    expect(view.state().problem).toEqual({ code: 'store_unavailable' })
  })
})

test('every event can be chosen', () => expect([...eventsToChoose].sort()).toEqual([...ledgerEvents].sort()))

test('a filter that holds nothing is none', () => {
  expect(isFiltered({ ...noFilters, subject: ' ' })).toBe(false)
  expect(isFiltered({ ...noFilters, event: 'flag' })).toBe(true)
})
