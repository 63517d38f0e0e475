import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../preload/contract.ts'
import { createForm } from '../../renderer/form/form.ts'
import { fieldOf, blank as noSetUp } from '../../renderer/set-up/set-up-fields.ts'
import { createErrand } from '../../renderer/state/errand.ts'
import { byHand } from './fake-station.ts'

type Values = { name: string; number: string }
type Sent = { ok: true } | { ok: false; code: ErrorCode }

const open = (send: (values: Values) => Promise<Sent>) =>
  createForm<Values>({
    values: { name: '', number: '' },
    whose: (code) => (code === 'invalid_mobile' ? 'number' : undefined),
    send,
    now: () => 1000,
  })
const refused = (code: ErrorCode) => open(async () => ({ ok: false, code }))

describe('a form', () => {
  test('that is refused keeps all that was typed', async () => {
    const form = refused('store_unavailable')
    form.type({ name: 'A. Kavitha' })
    form.type({ number: '98' })
    expect(await form.submit()).toBe(false)
    expect(form.state()).toEqual({
      values: { name: 'A. Kavitha', number: '98' },
      sending: false,
      problem: { code: 'store_unavailable' },
    })
  })

  test('keeps the message of a field until that field is changed', async () => {
    const form = refused('invalid_mobile')
    await form.submit()
    form.type({ name: 'x' })
    expect(form.state().problem?.code).toBe('invalid_mobile')
    form.type({ number: '9' })
    expect(form.state().problem).toBeUndefined()
  })

  test('drops any other message when something is changed', async () => {
    const form = refused('busy')
    await form.submit()
    form.type({ name: 'x' })
    expect(form.state().problem).toBeUndefined()
  })

  test('is sent once, however often the button is pressed, and cannot be changed meanwhile', async () => {
    const sent: Values[] = []
    const { call, answer } = byHand<Sent>()
    const form = open((values) => {
      sent.push(values)
      return call()
    })
    const first = form.submit()
    expect(await form.submit()).toBe(false)
    form.type({ name: 'too late' })
    await answer(0, { ok: true })
    expect(await first).toBe(true)
    expect(sent).toEqual([{ name: '', number: '' }])
    expect(form.state().values.name).toBe('')
  })
})

describe('a mistake of the first administrator', () => {
  test.each([
    ['wrong_set_up_code', 'code'],
    ['invalid_login_id', 'loginId'],
    ['invalid_mobile', 'mobileNumber'],
    ['set_up_over', undefined],
    ['internal', undefined],
  ] as const)('%s is shown at %s', (code, field) => expect(fieldOf(code, noSetUp)).toBe(field))

  test('in a text is shown at the first that is blank or too long', () => {
    const named = { ...noSetUp, name: 'A. Kavitha' }
    expect(fieldOf('invalid_text', noSetUp)).toBe('name')
    expect(fieldOf('invalid_text', named)).toBe('rank')
    expect(fieldOf('invalid_text', { ...named, rank: 'Inspector', station: 'B'.repeat(121) })).toBe('station')
    // One that the window finds nothing wrong with, like one with a control character.
    expect(fieldOf('invalid_text', { ...named, rank: 'Inspector', station: 'B-2' })).toBe('name')
  })
})

test('an errand is run once at a time, and shows its newest outcome only', async () => {
  const { call, answer } = byHand<{ ok: true; value: string } | { ok: false; code: 'busy' }>()
  const errand = createErrand({ call, now: () => 0 })
  const first = errand.run(undefined)
  expect(await errand.run(undefined)).toBe(false)
  await answer(0, { ok: true, value: 'ledger.csv' })
  expect(await first).toBe(true)
  expect(errand.state()).toEqual({ doing: false, value: 'ledger.csv', problem: undefined })
  const second = errand.run(undefined)
  expect(errand.state()).toEqual({ doing: true, value: undefined, problem: undefined })
  await answer(1, { ok: false, code: 'busy' })
  expect(await second).toBe(false)
  expect(errand.state()).toEqual({ doing: false, value: undefined, problem: { code: 'busy' } })
})
