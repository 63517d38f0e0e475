import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Answer } from '../../preload/contract.ts'
import { createMobileChange } from '../../renderer/admin/officers/mobile.ts'
import { challenge } from './answers.ts'
import { type Answers, createStation } from './fake-station.ts'

type Changed = Answer<'changeMobile'>
const done: Changed = { ok: true, value: null }

const open = (changed: Changed[] = [], answers: Partial<Answers> = {}) => {
  const fake = createStation({
    askConfirmation: () => ({ ok: true, value: challenge }),
    delivery: () => ({ ok: true, value: 'handed_over' }),
    ...answers,
  })
  const sent: unknown[] = []
  const surroundings = { station: fake.station, now: () => performance.now() }
  const room = createMobileChange(surroundings, async (confirmed) => {
    sent.push(confirmed)
    return changed.shift() ?? done
  })
  return { ...fake, room, sent }
}

const openAtCode = async (changed: Changed[] = [], answers?: Partial<Answers>) => {
  const opened = open(changed, answers)
  opened.room.typeNumber('98765 00000')
  await opened.room.askForCode()
  return opened
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a mobile number', () => {
  test('is changed with a code that the administrator got himself', async () => {
    const { room, sent } = await openAtCode()
    room.typeCode('482913')
    expect(sent).toEqual([])
    expect(await room.change()).toBe(true)
    expect(sent).toEqual([{ mobileNumber: '98765 00000', challengeId: 'c1', otp: '482913' }])
  })

  test.each(['', '98765', 'nine'])('like %j costs no SMS', async (number) => {
    const { room, inputs } = open()
    room.typeNumber(number)
    await room.askForCode()
    expect(inputs('askConfirmation')).toEqual([])
    expect(room.state().problem).toEqual({ code: 'invalid_mobile' })
    room.typeNumber('9876500000')
    expect(room.state().problem).toBeUndefined()
  })

  test('that the main process refuses leaves the code, which is not spent, for the next try', async () => {
    const { room, sent } = await openAtCode([{ ok: false, code: 'invalid_mobile' }])
    room.typeCode('482913')
    expect(await room.change()).toBe(false)
    expect(room.state()).toMatchObject({ problem: { code: 'invalid_mobile' }, code: { otp: '482913' } })
    room.typeNumber('9876500001')
    expect(await room.change()).toBe(true)
    expect(sent).toHaveLength(2)
  })

  test('is not changed by a wrong code, which is not tried twice', async () => {
    const { room, sent } = await openAtCode([{ ok: false, code: 'wrong_otp', triesLeft: 2 }])
    room.typeCode('111111')
    await room.change()
    await room.change()
    expect(sent).toHaveLength(1)
    expect(room.state()).toMatchObject({
      number: '98765 00000',
      code: { problem: { code: 'wrong_otp', triesLeft: 2 }, over: false },
    })
  })

  test.each(['locked', 'otp_expired', 'too_many_attempts'] as const)(
    'needs another code after %s',
    async (code) => {
      const { room, sent } = await openAtCode([{ ok: false, code, retryInMs: 1000 }])
      room.typeCode('111111')
      await room.change()
      room.typeCode('222222')
      await room.change()
      expect(sent).toHaveLength(1)
      expect(room.state().code).toMatchObject({ over: true, problem: { code } })
      await vi.advanceTimersByTimeAsync(challenge.resendInMs)
      await room.askForCode()
      expect(room.state().code).toMatchObject({ over: false, otp: '' })
    },
  )

  test.each(['stale', 'unknown_officer', 'store_unavailable'] as const)(
    'that cannot be changed (%s) keeps everything that was typed',
    async (code) => {
      const { room } = await openAtCode([{ ok: false, code }])
      room.typeCode('482913')
      expect(await room.change()).toBe(false)
      expect(room.state()).toMatchObject({
        number: '98765 00000',
        problem: { code },
        code: { otp: '482913', over: false, pending: undefined },
      })
    },
  )

  test('is changed once, however often the button is pressed', async () => {
    const { room, sent } = await openAtCode()
    room.typeCode('482913')
    await Promise.all([room.change(), room.change()])
    expect(sent).toHaveLength(1)
  })
})

describe('the code of the administrator', () => {
  test('is asked for once, and again when its wait is over', async () => {
    const { room, inputs } = open()
    room.typeNumber('9876500000')
    await Promise.all([room.askForCode(), room.askForCode()])
    await room.askForCode()
    expect(inputs('askConfirmation')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(challenge.resendInMs)
    await room.askForCode()
    expect(inputs('askConfirmation')).toHaveLength(2)
  })

  test('that is refused says why, and the number stays', async () => {
    const { room } = await openAtCode([], {
      askConfirmation: () => ({ ok: false, code: 'too_many_requests', retryInMs: 5000 }),
    })
    expect(room.state()).toMatchObject({
      number: '98765 00000',
      asking: false,
      code: undefined,
      problem: { code: 'too_many_requests' },
    })
  })

  test('tells of its SMS, and no longer once the form is left', async () => {
    const { room, inputs } = await openAtCode([], { delivery: () => ({ ok: true, value: 'sending' }) })
    await vi.advanceTimersByTimeAsync(700)
    expect(inputs('delivery')).toHaveLength(2)
    room.leave()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(inputs('delivery')).toHaveLength(2)
  })

  test('that no gateway took can be asked for again at once', async () => {
    const { room, inputs } = await openAtCode([], { delivery: () => ({ ok: true, value: 'failed' }) })
    expect(room.state().code).toMatchObject({ over: true, problem: { code: 'sms_failed' } })
    await room.askForCode()
    expect(inputs('askConfirmation')).toHaveLength(2)
  })
})
