import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AdministrationCall } from '../../preload/administration.ts'
import type { Channel } from '../../preload/channels.ts'
import type { Answer, Notice } from '../../preload/contract.ts'
import { createLogin, type RoadStation } from '../../renderer/login/login.ts'
import { credentials } from '../../renderer/login/states.ts'
import { challenge, details, session } from './answers.ts'

/** The calls of the road; an administrator's are not made here. */
type Call = Exclude<Channel, AdministrationCall>
type Answers = { [Name in Call]: () => Promise<Answer<Name>> | Answer<Name> }

/** A station that answers what it is told to and remembers what it was asked. */
const createStation = (answers: Partial<Answers> = {}) => {
  const asked: { call: Call; input: unknown }[] = []
  let listener: (notice: Notice) => void = () => {}
  const told: Answers = {
    session: () => ({ ok: true, value: {} }),
    about: () => ({
      ok: true,
      value: { installation: 'T', version: '1', warnings: [], kiosk: false, empty: false },
    }),
    sendOtp: () => ({ ok: true, value: challenge }),
    delivery: () => ({ ok: true, value: 'handed_over' }),
    verifyOtp: () => ({ ok: true, value: session }),
    logout: () => ({ ok: true, value: null }),
    stay: () => ({ ok: true, value: null }),
    closeWindow: () => ({ ok: true, value: null }),
    gateways: () => ({ ok: true, value: [] }),
    ...answers,
  }
  const method =
    <Name extends Call>(call: Name) =>
    async (input?: unknown) => {
      asked.push({ call, input })
      return told[call]()
    }
  const station: RoadStation = {
    session: method('session'),
    about: method('about'),
    sendOtp: method('sendOtp'),
    delivery: method('delivery'),
    verifyOtp: method('verifyOtp'),
    logout: method('logout'),
    stay: method('stay'),
    closeWindow: method('closeWindow'),
    gateways: method('gateways'),
    onNotice: (heard) => {
      listener = heard
      return () => {}
    },
  }
  const inputs = (call: Channel) => asked.filter((each) => each.call === call).map(({ input }) => input)
  return { station, inputs, notify: (notice: Notice) => listener(notice) }
}

const open = async (answers?: Partial<Answers>) => {
  const fake = createStation(answers)
  const login = createLogin({ station: fake.station, now: () => performance.now() })
  const stop = login.start()
  await vi.advanceTimersByTimeAsync(0)
  return { ...fake, login, stop }
}

const openAtCode = async (answers?: Partial<Answers>) => {
  const opened = await open(answers)
  opened.login.type(details)
  await opened.login.send()
  return opened
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the officer', () => {
  test('is signed in by two answers and the sixth digit', async () => {
    const { login, inputs } = await openAtCode()
    await login.typeCode('48291')
    expect(inputs('verifyOtp')).toEqual([])
    await login.typeCode('482913')
    expect(inputs('sendOtp')).toEqual([details])
    expect(inputs('verifyOtp')).toEqual([{ challengeId: 'c1', otp: '482913' }])
    expect(login.state().at).toBe('confirmation')
  })

  test('may paste the whole SMS', async () => {
    const { login, inputs } = await openAtCode()
    await login.pasteCode('Tamil Nadu Police - TOR UNVEIL\nYour OTP: 482913 (code KD)\nValid for 2 minutes')
    expect(inputs('verifyOtp')).toEqual([{ challengeId: 'c1', otp: '482913' }])
  })

  test('who presses Verify OTP with less than six digits hears it from the main process', async () => {
    const { login, inputs } = await openAtCode({
      verifyOtp: () => ({ ok: false, code: 'invalid_otp_format' }),
    })
    await login.typeCode('12')
    await login.verify()
    expect(inputs('verifyOtp')).toEqual([{ challengeId: 'c1', otp: '12' }])
    expect(login.state()).toMatchObject({ problem: { code: 'invalid_otp_format' } })
  })
})

test('one value spends one try, in whatever order it is typed, pasted and submitted', async () => {
  const codes = fc.constantFrom('111111', '222222', '333333', '12')
  const action = fc.oneof(
    fc.record({ kind: fc.constant('type' as const), code: codes }),
    fc.record({ kind: fc.constant('paste' as const), code: codes }),
    fc.record({ kind: fc.constant('press' as const) }),
    fc.record({ kind: fc.constant('answer' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
      const waiting: (() => void)[] = []
      const { login, inputs, stop } = await openAtCode({
        verifyOtp: () =>
          new Promise((answer) => waiting.push(() => answer({ ok: false, code: 'wrong_otp', triesLeft: 2 }))),
      })
      for (const each of actions) {
        if (each.kind === 'type') void login.typeCode(each.code)
        if (each.kind === 'paste') void login.pasteCode(each.code)
        if (each.kind === 'press') void login.verify()
        if (each.kind === 'answer') waiting.shift()?.()
        await vi.advanceTimersByTimeAsync(0)
        expect(waiting.length).toBeLessThanOrEqual(1)
      }
      const tries = inputs('verifyOtp').map((input) => JSON.stringify(input))
      expect(new Set(tries).size).toBe(tries.length)
      stop()
    }),
  )
})

describe('a call that breaks', () => {
  const broken = () => Promise.reject(new Error('no answer'))

  test('while sending is shown as a fault without a number, and nothing typed is lost', async () => {
    const { login } = await openAtCode({ sendOtp: broken })
    expect(login.state()).toMatchObject({
      at: 'credentials',
      details,
      problem: { code: 'internal' },
      sending: false,
    })
  })

  test('while verifying can be made again', async () => {
    const { login, inputs } = await openAtCode({ verifyOtp: broken })
    await login.typeCode('482913')
    await login.verify()
    expect(inputs('verifyOtp')).toHaveLength(2)
    expect(login.state()).toMatchObject({ otp: '482913', problem: { code: 'internal' } })
  })

  test('while logging out keeps the session on the screen', async () => {
    const { login } = await open({ session: () => ({ ok: true, value: { session } }), logout: broken })
    await login.logOut()
    expect(login.state()).toMatchObject({ at: 'session', problem: { code: 'internal' } })
  })

  test('at the start is made again until it is answered', async () => {
    const answers = [broken, broken, async () => ({ ok: true, value: { session } }) as const]
    const { login } = await open({ session: () => (answers.shift() ?? broken)() })
    expect(login.state()).toMatchObject({ at: 'starting', problem: { code: 'internal' } })
    await vi.advanceTimersByTimeAsync(4000)
    expect(login.state().at).toBe('session')
  })
})

describe('records that cannot be reached', () => {
  const unreachable = { ok: false, code: 'store_unavailable' } as const

  test('while sending leave both fields as they were typed, and Send OTP works again', async () => {
    const answers = [unreachable]
    const { login } = await openAtCode({ sendOtp: () => answers.pop() ?? { ok: true, value: challenge } })
    expect(login.state()).toMatchObject({
      at: 'credentials',
      details,
      problem: { code: 'store_unavailable' },
    })
    await login.send()
    expect(login.state().at).toBe('code')
  })

  test('while verifying leave the code in its field, and Verify OTP works again', async () => {
    const answers = [unreachable, unreachable]
    const { login, inputs } = await openAtCode({
      verifyOtp: () => answers.pop() ?? { ok: true, value: session },
    })
    await login.typeCode('482913')
    await login.verify()
    expect(login.state()).toMatchObject({
      otp: '482913',
      problem: { code: 'store_unavailable' },
      over: false,
    })
    await login.verify()
    expect(inputs('verifyOtp')).toEqual(Array(3).fill({ challengeId: 'c1', otp: '482913' }))
    expect(login.state().at).toBe('confirmation')
  })

  test('leave the code alive until its time is over, and no longer', async () => {
    const { login, inputs } = await openAtCode({ verifyOtp: () => unreachable })
    await login.typeCode('482913')
    await vi.advanceTimersByTimeAsync(challenge.expiresInMs - 1)
    await login.verify()
    await vi.advanceTimersByTimeAsync(1)
    await login.verify()
    expect(inputs('verifyOtp')).toHaveLength(2)
  })

  test('keep the session on the screen, and Log out works again', async () => {
    const answers = [unreachable]
    const { login } = await open({
      session: () => ({ ok: true, value: { session } }),
      logout: () => answers.pop() ?? { ok: true, value: null },
    })
    await login.logOut()
    expect(login.state()).toMatchObject({ at: 'session', problem: { code: 'store_unavailable' } })
    await login.logOut()
    expect(login.state().at).toBe('credentials')
  })
})

describe('the way of the SMS', () => {
  test('is asked for while it is being sent, and no longer', async () => {
    const words = ['sending', 'sending', 'may_still_arrive'] as const
    let next = 0
    const delivery = () => ({ ok: true, value: words[Math.min(next++, 2)] ?? 'sending' }) as const
    const { login, inputs } = await openAtCode({ delivery })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(inputs('delivery')).toHaveLength(3)
    expect(login.state()).toMatchObject({ delivery: 'may_still_arrive' })
  })

  test('is asked for again after a failed question', async () => {
    const answers = [{ ok: false, code: 'busy' } as const]
    const { login } = await openAtCode({
      delivery: () => answers.pop() ?? { ok: true, value: 'handed_over' },
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(login.state()).toMatchObject({ delivery: 'handed_over' })
  })

  test('that failed makes Send OTP work at once, here and after Change details', async () => {
    const { login, inputs } = await openAtCode({ delivery: () => ({ ok: true, value: 'failed' }) })
    await login.send()
    expect(inputs('sendOtp')).toEqual([details, details])
    login.changeDetails()
    await login.send()
    expect(inputs('sendOtp')).toHaveLength(3)
  })

  test('is not asked for once the screen is left', async () => {
    const { login, inputs } = await openAtCode({ delivery: () => ({ ok: true, value: 'sending' }) })
    login.changeDetails()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(inputs('delivery')).toHaveLength(1)
  })
})

describe('closing the window', () => {
  test('is asked about during a session', async () => {
    const { login, inputs, notify } = await open({ session: () => ({ ok: true, value: { session } }) })
    notify({ kind: 'close_asked' })
    expect(login.state()).toMatchObject({ closeAsked: true })
    expect(inputs('closeWindow')).toEqual([])
    await login.closeWindow()
    expect(inputs('closeWindow')).toHaveLength(1)
  })

  test('is not asked about where there is no session to lose', async () => {
    const { inputs, notify } = await open()
    notify({ kind: 'close_asked' })
    expect(inputs('closeWindow')).toHaveLength(1)
  })
})

describe('what an officer typed who has gone', () => {
  const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000)
  const blank = credentials()

  test('is blanked two minutes after the last key on the first screen', async () => {
    const { login } = await open()
    login.type({ loginId: 'officer_001' })
    await minutes(1)
    login.type({ mobileNumber: '98765 43210' })
    await vi.advanceTimersByTimeAsync(119_999)
    expect(login.state()).toMatchObject({ details: { loginId: 'officer_001', mobileNumber: '98765 43210' } })
    await vi.advanceTimersByTimeAsync(1)
    expect(login.state()).toEqual(blank)
  })

  test('is blanked two minutes after its send was refused', async () => {
    const { login } = await openAtCode({ sendOtp: () => ({ ok: false, code: 'store_unavailable' }) })
    await minutes(2)
    expect(login.state()).toEqual(blank)
  })

  test('stays as long as his code lives, and two minutes longer', async () => {
    const { login } = await openAtCode()
    await vi.advanceTimersByTimeAsync(challenge.expiresInMs + 119_999)
    expect(login.state()).toMatchObject({ at: 'code', details })
    await vi.advanceTimersByTimeAsync(1)
    expect(login.state()).toEqual(blank)
  })

  test('is blanked two minutes after a code that is over before its time', async () => {
    const { login } = await openAtCode({ verifyOtp: () => ({ ok: false, code: 'too_many_attempts' }) })
    await login.typeCode('482913')
    await minutes(2)
    expect(login.state()).toEqual(blank)
  })

  test.each([
    [5, 7],
    [10, 12],
    [60, 2],
  ])(
    'during a lock of %i minutes is blanked after %i: a short one is watched until it ends, a long one is not',
    async (lockMinutes, afterMinutes) => {
      const { login } = await openAtCode({
        verifyOtp: () => ({ ok: false, code: 'locked', retryInMs: lockMinutes * 60_000 }),
      })
      await login.typeCode('482913')
      await vi.advanceTimersByTimeAsync(afterMinutes * 60_000 - 1)
      expect(login.state()).toMatchObject({ at: 'code', details })
      await vi.advanceTimersByTimeAsync(1)
      expect(login.state()).toEqual(blank)
    },
  )

  test('is blanked after Change details, too', async () => {
    const { login } = await openAtCode()
    await vi.advanceTimersByTimeAsync(challenge.expiresInMs)
    await minutes(1)
    login.changeDetails()
    await minutes(1)
    expect(login.state()).toEqual(credentials(details))
    await minutes(1)
    expect(login.state()).toEqual(blank)
  })

  test('stays while somebody presses anything, whatever it is', async () => {
    const { login } = await openAtCode()
    await vi.advanceTimersByTimeAsync(challenge.expiresInMs)
    for (let press = 0; press < 5; press += 1) {
      await vi.advanceTimersByTimeAsync(119_999)
      login.stir()
    }
    expect(login.state()).toMatchObject({ at: 'code', details })
    await minutes(2)
    expect(login.state()).toEqual(blank)
  })

  test('waits for an answer that is on its way', async () => {
    const waiting: (() => void)[] = []
    const { login } = await openAtCode({
      verifyOtp: () =>
        new Promise((answer) => waiting.push(() => answer({ ok: false, code: 'store_unavailable' }))),
    })
    void login.typeCode('482913')
    await minutes(10)
    waiting.shift()?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(login.state()).toMatchObject({ at: 'code', problem: { code: 'store_unavailable' } })
    await minutes(2)
    expect(login.state()).toEqual(blank)
  })

  test('leaves why somebody is back on the first screen for whoever comes next', async () => {
    const { login, notify } = await open({ session: () => ({ ok: true, value: { session } }) })
    notify({ kind: 'ended', reason: 'idle' })
    await minutes(60)
    expect(login.state()).toEqual(credentials(undefined, { reason: 'idle' }))
  })

  test('is no session, which ends by itself', async () => {
    const { login } = await openAtCode()
    await login.typeCode('482913')
    await minutes(60)
    expect(login.state().at).toBe('confirmation')
  })
})

test('an officer who logged out is nowhere in the state', async () => {
  const { login } = await openAtCode()
  await login.typeCode('482913')
  login.proceed()
  await login.logOut()
  for (const trace of ['officer_001', 'Kavitha', '3210', '482913', 'Officer_001'])
    expect(JSON.stringify(login.state())).not.toContain(trace)
})
