import { describe, expect, test } from 'vitest'
import {
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
  type TestStation,
} from '../station.ts'

const minute = 60_000

const send = async (station: TestStation, who = officer) =>
  okValue(await station.call('sendOtp', who)).challengeId

const wrongTries = async (station: TestStation, challengeId: string, count: number, code = '000000') => {
  const answers = []
  for (let n = 0; n < count; n += 1) {
    const otp = station.inbox.length > 0 ? otherThan(lastCode(station), n + 1) : code
    answers.push(await station.call('verifyOtp', { challengeId, otp }))
  }
  return answers
}

describe('wrong codes', () => {
  test('the first and second say how many tries are left, the third locks for five minutes', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    expect(await wrongTries(station, challengeId, 3)).toEqual([
      { ok: false, code: 'wrong_otp', triesLeft: 2 },
      { ok: false, code: 'wrong_otp', triesLeft: 1 },
      { ok: false, code: 'locked', retryInMs: 5 * minute },
    ])
  })

  test('after the third, the right code does not sign in, then or when the lock is over', async () => {
    const station = await createTestStation({ settings: { otp: { lifeSeconds: 600 } } })
    const challengeId = await send(station)
    const otp = lastCode(station)
    await wrongTries(station, challengeId, 3)
    expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({ code: 'locked' })
    await station.clock.pass(5 * minute)
    expect(await station.call('verifyOtp', { challengeId, otp })).toEqual({
      ok: false,
      code: 'too_many_attempts',
    })
  })

  test('fifty at once are compared three times', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    const right = lastCode(station)
    const guesses = Array.from({ length: 50 }, (_, n) => otherThan(right, n + 1))
    const answers = await Promise.all(guesses.map((otp) => station.call('verifyOtp', { challengeId, otp })))
    const codes = answers.map((answer) => (answer.ok ? 'ok' : answer.code))
    expect(codes.filter((code) => code === 'wrong_otp')).toHaveLength(2)
    expect(codes.filter((code) => code === 'locked')).toHaveLength(48)
    expect(await station.call('verifyOtp', { challengeId, otp: right })).toMatchObject({ code: 'locked' })
  })

  test('letters and too few digits are no try', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    for (const otp of ['', '12345', '1234567', 'abcdef', '12345a', '１２３４５']) {
      expect(await station.call('verifyOtp', { challengeId, otp })).toEqual({
        ok: false,
        code: 'invalid_otp_format',
      })
    }
    expect(await station.call('verifyOtp', { challengeId, otp: lastCode(station) })).toMatchObject({
      ok: true,
    })
  })

  test('Tamil digits, a dash and spaces are read as the code', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    const tamil = lastCode(station).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x0be6 + Number(digit)))
    const otp = ` ${tamil.slice(0, 3)}-${tamil.slice(3)} `
    expect(await station.call('verifyOtp', { challengeId, otp })).toMatchObject({ ok: true })
  })

  test('a new code does not clear the count of wrong ones', async () => {
    const station = await createTestStation()
    await wrongTries(station, await send(station), 2)
    await station.clock.pass(30_000)
    const challengeId = await send(station)
    expect(await wrongTries(station, challengeId, 1)).toEqual([
      { ok: false, code: 'locked', retryInMs: 5 * minute },
    ])
  })

  test('a sign-in clears the count', async () => {
    const station = await createTestStation()
    const challengeId = await send(station)
    await wrongTries(station, challengeId, 2)
    await station.call('verifyOtp', { challengeId, otp: lastCode(station) })
    await station.call('logout')
    expect(await wrongTries(station, await send(station), 1)).toEqual([
      { ok: false, code: 'wrong_otp', triesLeft: 2 },
    ])
  })
})

describe('locks', () => {
  test('each next one doubles, up to an hour; thirty wrong tries in a day lock for a day', async () => {
    const station = await createTestStation()
    const locks: (number | undefined)[] = []
    for (let round = 0; round < 10; round += 1) {
      const [, , third] = await wrongTries(station, await send(station), 3)
      const lockMs = third && !third.ok ? third.retryInMs : undefined
      locks.push(lockMs)
      // The wait for the next code grows too: an hour is longer than both, the last lock but one aside.
      await station.clock.pass(Math.max(lockMs ?? 0, 15 * minute))
    }
    expect(locks.map((ms) => (ms ?? 0) / minute)).toEqual([5, 10, 20, 40, 60, 60, 60, 60, 60, 24 * 60])
    expect(await send(station)).toBeTruthy()
  })

  test('a locked officer gets no new code, and is told how long it lasts', async () => {
    const station = await createTestStation()
    await wrongTries(station, await send(station), 3)
    await station.clock.pass(minute)
    expect(await station.call('sendOtp', officer)).toEqual({
      ok: false,
      code: 'locked',
      retryInMs: 4 * minute,
    })
    expect(station.inbox).toHaveLength(1)
  })

  test('a stranger who types another number with an officer’s login ID does not lock the officer', async () => {
    const station = await createTestStation()
    const wrongNumber = { ...officer, mobileNumber: '9000000000' }
    await wrongTries(station, await send(station, wrongNumber), 3)
    expect(await station.call('sendOtp', wrongNumber)).toMatchObject({ code: 'locked' })
    await station.clock.pass(30_000)
    expect(await signIn(station)).toBeTruthy()
  })

  test.each([
    ['forward', 2 * 60 * minute],
    ['back', -2 * 60 * minute],
  ])('turning the clock %s neither ends nor lengthens one', async (_, by) => {
    const station = await createTestStation()
    await wrongTries(station, await send(station), 3)
    station.clock.turn(by)
    expect(await station.call('sendOtp', officer)).toEqual({
      ok: false,
      code: 'locked',
      retryInMs: 5 * minute,
    })
    await station.clock.pass(5 * minute)
    expect(await station.call('sendOtp', officer)).toMatchObject({ ok: true })
  })

  test('a restart of the program does not end one', async () => {
    const before = await createTestStation()
    await wrongTries(before, await send(before), 3)
    await before.close()
    const after = await createTestStation({ home: before.home, clock: before.clock })
    expect(await after.call('sendOtp', officer)).toEqual({ ok: false, code: 'locked', retryInMs: 5 * minute })
  })

  test('after a reboot one goes on with what it had left, however long the computer was off', async () => {
    const before = await createTestStation()
    await wrongTries(before, await send(before), 3)
    await before.clock.pass(2 * minute)
    // Whatever is written last tells how far time had come.
    await before.call('sendOtp', officer)
    before.store.close()
    before.clock.reboot(24 * 60 * minute)
    const after = await createTestStation({ home: before.home, clock: before.clock })
    expect(await after.call('sendOtp', officer)).toEqual({ ok: false, code: 'locked', retryInMs: 3 * minute })
  })
})
