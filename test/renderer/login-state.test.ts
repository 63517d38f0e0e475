import { describe, expect, test } from 'vitest'
import type { DoorCode, SendCode, VerifyCode } from '../../preload/call.ts'
import type { EndReason } from '../../preload/contract.ts'
import { isOver, mayResend, mayVerify } from '../../renderer/login/code-state.ts'
import { reduce } from '../../renderer/login/login-state.ts'
import {
  type CodeEntry,
  type Credentials,
  credentials,
  type Event,
  type State,
  starting,
  type Visit,
} from '../../renderer/login/states.ts'
import { challenge, details, session } from './answers.ts'

const whereTo = (state: State, ...events: Event[]) => events.reduce(reduce, state)

const at = <Place extends State['at']>(place: Place, state: State): Extract<State, { at: Place }> => {
  if (state.at !== place) throw new Error(`at ${state.at}, not at ${place}`)
  return state as Extract<State, { at: Place }>
}
const atCode = (state: State): CodeEntry => at('code', state)
const atCredentials = (state: State): Credentials => at('credentials', state)
const atSession = (state: State): Visit => at('session', state)

const code = whereTo(
  credentials(details),
  { kind: 'send_asked', now: 0 },
  { kind: 'send_answered', answer: { ok: true, value: challenge }, now: 1000 },
)
const typed = (text: string): Event => ({ kind: 'code_typed', text })
const tried = (
  otp: string,
  answer: Extract<Event, { kind: 'verify_answered' }>['answer'],
  now = 2000,
): Event[] => [typed(otp), { kind: 'verify_asked', now }, { kind: 'verify_answered', answer, now }]
const placed = (value: Extract<Extract<Event, { kind: 'placed' }>['answer'], { ok: true }>['value']) =>
  whereTo(starting, { kind: 'placed', answer: { ok: true, value }, now: 1000 })
const inSession = placed({ session })
const doorCodes: DoorCode[] = ['invalid_request', 'not_allowed', 'busy', 'store_unavailable', 'internal']

describe('a reload', () => {
  test('comes back to the session', () =>
    expect(atSession(placed({ session }))).toMatchObject({
      officer: session.officer,
      signedInAt: 1000 - session.signedInForMs,
      endsAt: 1000 + session.expiresInMs,
    }))

  test('comes back to the code screen with what was typed', () =>
    expect(atCode(placed({ pending: { ...challenge, ...details } }))).toMatchObject({
      details,
      challengeId: 'c1',
      expiresAt: 121_000,
      resendAt: 31_000,
    }))

  test('comes back to blank credentials where nothing was going on', () =>
    expect(placed({})).toEqual(credentials()))

  test.each(doorCodes)('answered %s stays where it is and says so', (failure) =>
    expect(whereTo(starting, { kind: 'placed', answer: { ok: false, code: failure }, now: 0 })).toEqual({
      at: 'starting',
      problem: { code: failure },
    }),
  )
})

describe('sending', () => {
  const sendCodes: (SendCode | DoorCode)[] = [
    'invalid_login_id',
    'invalid_mobile',
    'too_many_requests',
    'locked',
    ...doorCodes,
  ]
  const sent = (code: SendCode | DoorCode, more = {}) =>
    atCredentials(
      whereTo(
        credentials(details),
        { kind: 'send_asked', now: 0 },
        { kind: 'send_answered', answer: { ok: false, code, ...more }, now: 1000 },
      ),
    )

  test.each(sendCodes)('that is answered %s keeps what was typed and shows the message', (code) =>
    expect(sent(code)).toMatchObject({ details, sending: false, problem: { code } }),
  )

  test('shows the error number that IT can look up', () =>
    expect(sent('internal', { errorId: 'E-1' }).problem).toEqual({ code: 'internal', errorId: 'E-1' }))

  test.each(['too_many_requests', 'locked'] as const)(
    'may be asked for again during the wait of %s: IT may have lifted it meanwhile',
    (code) => {
      const state = sent(code, { retryInMs: 5000 })
      expect(whereTo(state, { kind: 'send_asked', now: 1001 })).toMatchObject({ sending: true })
    },
  )

  test('keeps the message of a field until that field is changed', () => {
    const state = sent('invalid_mobile')
    const loginTyped = whereTo(state, { kind: 'typed', details: { loginId: 'x' } })
    expect(atCredentials(loginTyped).problem?.code).toBe('invalid_mobile')
    const mobileTyped = whereTo(loginTyped, { kind: 'typed', details: { mobileNumber: '9' } })
    expect(atCredentials(mobileTyped).problem).toBeUndefined()
  })

  test('happens once, however often the button is pressed', () => {
    const sending = whereTo(credentials(details), { kind: 'send_asked', now: 0 })
    expect(whereTo(sending, { kind: 'send_asked', now: 1 })).toBe(sending)
  })

  test('leads to a code screen that counts from the answer', () =>
    expect(atCode(code)).toMatchObject({
      expiresAt: 121_000,
      resendAt: 31_000,
      delivery: 'sending',
      tag: 'KD',
    }))
})

describe('a try', () => {
  test('that is wrong shows the tries left and keeps what was typed', () =>
    expect(whereTo(code, ...tried('111111', { ok: false, code: 'wrong_otp', triesLeft: 2 }))).toMatchObject({
      otp: '111111',
      over: false,
      problem: { code: 'wrong_otp', triesLeft: 2 },
    }))

  test('is not made twice with one value', () => {
    const wrong = whereTo(code, ...tried('111111', { ok: false, code: 'wrong_otp', triesLeft: 2 }))
    expect(mayVerify(atCode(wrong), 3000)).toBe(false)
    expect(mayVerify(atCode(whereTo(wrong, typed('111112'))), 3000)).toBe(true)
    expect(mayVerify(atCode(whereTo(wrong, typed('111112'), typed('111111'))), 3000)).toBe(false)
  })

  test('is not made while another is on its way', () => {
    const asked = whereTo(code, typed('111111'), { kind: 'verify_asked', now: 2000 })
    expect(whereTo(asked, { kind: 'verify_asked', now: 2001 })).toBe(asked)
    expect(whereTo(asked, typed('222222'))).toBe(asked)
  })

  test.each([...doorCodes, 'invalid_otp_format'] as (DoorCode | VerifyCode)[])(
    'that is answered %s was not judged and can be made again',
    (code_) => {
      const state = whereTo(code, ...tried('111111', { ok: false, code: code_ }))
      expect(atCode(state)).toMatchObject({ problem: { code: code_ }, otp: '111111', over: false })
      expect(mayVerify(atCode(state), 3000)).toBe(true)
    },
  )

  test.each(['locked', 'otp_expired', 'otp_superseded', 'too_many_attempts'] as const)(
    'that is answered %s ends this code',
    (code_) => {
      const state = whereTo(code, ...tried('111111', { ok: false, code: code_, retryInMs: 300_000 }))
      expect(atCode(state)).toMatchObject({ over: true, problem: { code: code_ } })
      expect(whereTo(state, typed('222222'))).toBe(state)
      expect(mayVerify(atCode(state), 3000)).toBe(false)
    },
  )

  test('that locks delays the next code until the lock is over', () => {
    const state = whereTo(code, ...tried('111111', { ok: false, code: 'locked', retryInMs: 300_000 }))
    expect(mayResend(atCode(state), 301_999)).toBe(false)
    expect(mayResend(atCode(state), 302_000)).toBe(true)
  })

  test('that is right leads to the confirmation, and on to the session', () => {
    const confirmed = whereTo(code, ...tried('111111', { ok: true, value: session }))
    expect(confirmed).toMatchObject({ at: 'confirmation', officer: session.officer })
    expect(whereTo(confirmed, { kind: 'continued' })).toMatchObject({ at: 'session' })
  })

  test('is impossible when the life of the code has run out', () => {
    expect(isOver(atCode(code), 120_999)).toBe(false)
    expect(isOver(atCode(code), 121_000)).toBe(true)
    expect(mayVerify(atCode(whereTo(code, typed('111111'))), 121_000)).toBe(false)
  })

  test('that was asked in time is not called expired before its answer', () => {
    const asked = whereTo(code, typed('111111'), { kind: 'verify_asked', now: 120_999 })
    expect(isOver(atCode(asked), 121_500)).toBe(false)
  })
})

describe('sending again', () => {
  const asked = whereTo(code, typed('12'), { kind: 'send_asked', now: 31_000 })

  test('waits until the wait is over', () => {
    expect(whereTo(code, { kind: 'send_asked', now: 30_999 })).toBe(code)
    expect(atCode(asked).pending).toEqual({ call: 'send' })
  })

  test('starts the screen anew with the newer code', () => {
    const value = { ...challenge, challengeId: 'c2', tag: 'XY' }
    const state = whereTo(asked, { kind: 'send_answered', answer: { ok: true, value }, now: 32_000 })
    expect(atCode(state)).toMatchObject({ challengeId: 'c2', tag: 'XY', otp: '', judged: [], details })
  })

  test('that is refused leaves the code that is on its way alive, and counts the new wait', () => {
    const answer = { ok: false, code: 'too_many_requests', retryInMs: 60_000 } as const
    const state = atCode(whereTo(asked, { kind: 'send_answered', answer, now: 32_000 }))
    expect(state).toMatchObject({ over: false, otp: '12', resendAt: 92_000, problem: { retryAt: 92_000 } })
  })

  test('is possible at once when no gateway took the SMS', () => {
    const state = whereTo(code, {
      kind: 'delivery_answered',
      challengeId: 'c1',
      delivery: 'failed',
      now: 3000,
    })
    expect(atCode(state)).toMatchObject({ over: true, problem: { code: 'sms_failed' } })
    expect(mayResend(atCode(state), 3000)).toBe(true)
  })

  test('does not hear of an older SMS', () =>
    expect(
      whereTo(code, { kind: 'delivery_answered', challengeId: 'c0', delivery: 'failed', now: 3000 }),
    ).toBe(code))
})

test('the first administrator is told that he is enrolled, and signs in', () =>
  expect(whereTo(credentials(), { kind: 'enrolled' })).toEqual(
    credentials(undefined, { reason: 'enrolled' }),
  ))

test('whoever had the first-run screen before him while somebody else was enrolled is told so, and loses nothing', () => {
  const over = { kind: 'set_up_over' } as const
  expect(whereTo(credentials(details), over)).toEqual(credentials(details, { reason: 'set_up_over' }))
  const enrolled = whereTo(credentials(), { kind: 'enrolled' })
  expect(whereTo(enrolled, over)).toBe(enrolled)
  expect(whereTo(credentials(), over, { kind: 'enrolled' })).toEqual(enrolled)
})

test('Change details brings back both fields as they were typed', () =>
  expect(whereTo(code, { kind: 'details_wanted' })).toEqual(credentials(details)))

describe('the session', () => {
  const heard = (notice: Extract<Event, { kind: 'noticed' }>['notice']): Event => ({
    kind: 'noticed',
    notice,
    now: 5000,
  })

  test.each(['idle', 'expired', 'elsewhere', 'suspended', 'changed'] as EndReason[])(
    'that ended (%s) leaves nothing of the officer but the reason',
    (reason) =>
      expect(whereTo(inSession, heard({ kind: 'ended', reason }))).toEqual(
        credentials(undefined, { reason }),
      ),
  )

  test('that ended from another terminal leaves its place, and the moment on the window’s own clock', () => {
    const elsewhere = { place: 'Front desk', agoMs: 1500 }
    expect(whereTo(inSession, heard({ kind: 'ended', reason: 'elsewhere', elsewhere }))).toEqual(
      credentials(undefined, { reason: 'elsewhere', elsewhere: { place: 'Front desk', at: 3500 } }),
    )
  })

  test.each<Event>([
    { kind: 'typed', details: { loginId: 'o' } },
    { kind: 'send_asked', now: 6000 },
  ])('that ended is spoken of until the next officer begins ($kind)', (event) => {
    const elsewhere = { place: 'Front desk', agoMs: 1500 }
    const ended = whereTo(inSession, heard({ kind: 'ended', reason: 'elsewhere', elsewhere }))
    const heardLate = whereTo(ended, heard({ kind: 'ended', reason: 'idle' }), heard({ kind: 'active' }))
    expect(heardLate).toBe(ended)
    expect(atCredentials(whereTo(ended, event)).farewell).toBeUndefined()
  })

  test('that was logged out of leaves nothing of the officer', () =>
    expect(
      whereTo(
        inSession,
        { kind: 'logout_asked' },
        { kind: 'logout_answered', answer: { ok: true, value: null }, now: 1 },
      ),
    ).toEqual(credentials(undefined, { reason: 'logged_out' })))

  test.each(doorCodes)('goes on with a message when logging out is answered %s', (failure) => {
    const answer = { ok: false, code: failure } as const
    const state = whereTo(inSession, { kind: 'logout_asked' }, { kind: 'logout_answered', answer, now: 1 })
    expect(atSession(state)).toMatchObject({ leaving: false, problem: { code: failure } })
  })

  test('warns of idleness, and no more once somebody is there', () => {
    const warned = whereTo(inSession, heard({ kind: 'idle_warning', endsInMs: 60_000 }))
    expect(atSession(warned).idleEndsAt).toBe(65_000)
    expect(atSession(whereTo(warned, heard({ kind: 'active' }))).idleEndsAt).toBeUndefined()
    const stayed = whereTo(warned, { kind: 'stay_answered', answer: { ok: true, value: null }, now: 6000 })
    expect(atSession(stayed).idleEndsAt).toBeUndefined()
  })

  test.each(doorCodes)('keeps the warning when staying is answered %s', (failure) => {
    const warned = whereTo(inSession, heard({ kind: 'idle_warning', endsInMs: 60_000 }))
    const answer = { ok: false, code: failure } as const
    expect(whereTo(warned, { kind: 'stay_answered', answer, now: 6000 })).toMatchObject({
      idleEndsAt: 65_000,
      problem: { code: failure },
    })
  })

  test.each([{ kind: 'progress', done: 1, of: 2 }, { kind: 'about_changed' }] as const)(
    'is not touched by news that are for others ($kind)',
    (notice) => expect(whereTo(inSession, heard(notice))).toBe(inSession),
  )

  test('asks before the window closes, and stays when told so', () => {
    const asked = whereTo(inSession, heard({ kind: 'close_asked' }))
    expect(atSession(asked).closeAsked).toBe(true)
    expect(atSession(whereTo(asked, { kind: 'close_declined' })).closeAsked).toBe(false)
  })
})
