import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { IpcMainInvokeEvent } from 'electron'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDoor } from '../main/ipc.ts'
import { administration } from '../preload/administration.ts'
import { channels } from '../preload/channels.ts'
import { contract, type Handlers } from '../preload/contract.ts'
import { administrator, createTestStation, officer, okValue, signIn, type TestStation } from './station.ts'

const doorCodes = ['invalid_request', 'not_allowed', 'busy', 'store_unavailable', 'internal']
/** What each call may answer besides, as section 3 of the design says. */
const sendCodes = ['invalid_login_id', 'invalid_mobile', 'too_many_requests', 'locked']
const verifyCodes = [
  ...['invalid_otp_format', 'wrong_otp', 'locked', 'otp_expired', 'otp_superseded', 'too_many_attempts'],
]
const changeCodes = ['unknown_officer', 'stale', 'last_administrator']
const ownCodes: Record<string, string[]> = {
  sendOtp: sendCodes,
  verifyOtp: verifyCodes,
  enrolOfficer: ['invalid_login_id', 'invalid_mobile', 'invalid_text', 'already_enrolled'],
  editOfficer: [...changeCodes, 'invalid_text'],
  askConfirmation: sendCodes,
  changeMobile: [...changeCodes, 'invalid_mobile', ...verifyCodes],
  setSuspended: changeCodes,
  makeRescueCode: ['unknown_officer', 'suspended'],
  exportLedger: ['file_unusable'],
  exportRoster: ['file_unusable'],
  importRoster: ['stale', 'last_administrator', 'file_unusable'],
  setUp: ['wrong_set_up_code', 'set_up_over', 'invalid_login_id', 'invalid_mobile', 'invalid_text'],
}

const invalid = { ok: false, code: 'invalid_request' }

const expectUnpolluted = () => {
  expect('polluted' in {}).toBe(false)
  expect(Object.keys(Object.prototype)).toEqual([])
}

const details = { name: 'A', rank: 'B', station: 'C' }

/** An input that each call takes. */
const good: Record<string, unknown[]> = {
  sendOtp: [{ loginId: 'officer_001', mobileNumber: '9876543210' }],
  verifyOtp: [{ challengeId: 'x', otp: '123456' }],
  delivery: [{ challengeId: 'x' }],
  findOfficers: [{ text: 'first', after: '' }],
  enrolOfficer: [{ loginId: 'new', mobileNumber: '9876543299', role: 'officer', ...details }],
  editOfficer: [{ loginId: 'officer_002', version: 1, role: 'officer', ...details }],
  changeMobile: [
    {
      loginId: 'officer_002',
      version: 1,
      mobileNumber: '9876543299',
      challengeId: 'x',
      otp: '123456',
    },
  ],
  setSuspended: [{ loginId: 'officer_002', version: 1, suspended: true }],
  unlockOfficer: [{ loginId: 'officer_002' }],
  makeRescueCode: [{ loginId: 'officer_002' }],
  liveSessions: [{ after: '' }],
  endSession: [{ id: 'x' }],
  flagsSeen: [{ upTo: 1 }],
  ledgerPage: [{}],
  exportLedger: [{ format: 'csv' }],
  importRoster: [{ token: 'x' }],
  setUp: [{ code: '12345678', loginId: 'new', mobileNumber: '9876543299', ...details }],
}
const inputOf = (channel: string) => good[channel] ?? []

test.each(channels)('%s from a frame that is not ours is refused, and does nothing', async (channel) => {
  const station = await createTestStation()
  await signIn(station)
  expect(await station.invoke(channel, inputOf(channel), 'stranger')).toEqual(invalid)
  expect(station.inbox).toHaveLength(1)
  expect(station.presence.windowClosed).toBe(false)
  expect(okValue(await station.call('session'))).toHaveProperty('session')
})

const garbage: [string, unknown][] = [
  ['null', null],
  ['a number', 42],
  ['NaN', Number.NaN],
  ['true', true],
  ['a text', 'officer_001'],
  ['an empty object', {}],
  ['an array', ['officer_001', '9876543210']],
  ['a date', new Date(0)],
  ['a map', new Map([['loginId', 'officer_001']])],
  ['bytes', new Uint8Array(16)],
  ['a big integer', 10n],
  ['an error', new Error('x')],
  [
    'nested objects',
    { loginId: { $gt: '' }, mobileNumber: { toString: 'x' }, challengeId: { a: { b: {} } }, otp: [] },
  ],
  ['numbers for texts', { loginId: 1, mobileNumber: 9_876_543_210, challengeId: 1, otp: 123_456 }],
  [
    '5 kB texts',
    {
      loginId: 'a'.repeat(5000),
      mobileNumber: '9'.repeat(5000),
      challengeId: 'c'.repeat(5000),
      otp: '1'.repeat(5000),
    },
  ],
  ['an array of good inputs', [{ loginId: 'officer_001', mobileNumber: '9876543210' }]],
]

// What has no keys asks the ledger for its newest page.
const keyless = ['an empty object', 'a date', 'a map', 'an error']
const refusedBy = (channel: string) =>
  garbage.filter(([what]) => channel !== 'ledgerPage' || !keyless.includes(what))

test.each(
  channels.flatMap((channel) =>
    refusedBy(channel).map(([what, payload]) => [channel, what, payload] as const),
  ),
)('%s refuses %s', async (channel, _what, payload) => {
  const station = await createTestStation()
  // Who may make every call, so that none is refused for the caller.
  await signIn(station, administrator)
  expect(await station.invoke(channel, [payload])).toEqual(invalid)
  expectUnpolluted()
})

test.each(channels)('%s refuses an extra key, an extra argument and an own __proto__', async (channel) => {
  const station = await createTestStation()
  await signIn(station, administrator)
  const [input] = inputOf(channel)
  const parsed = (extra: string) =>
    JSON.parse(`{${[JSON.stringify(input ?? {}).slice(1, -1), extra].filter(Boolean).join()}}`)
  const polluting = [
    '"__proto__":{"polluted":true}',
    '"constructor":{"prototype":{"polluted":true}}',
    '"extra":1',
  ]
  for (const extra of polluting) expect(await station.invoke(channel, [parsed(extra)])).toEqual(invalid)
  expect(await station.invoke(channel, [input, undefined])).toEqual(invalid)
  expect(await station.invoke(channel, [input, 'extra'])).toEqual(invalid)
  expectUnpolluted()
  expect(station.presence.windowClosed).toBe(false)
  expect(station.inbox).toHaveLength(1)
})

test.each(Object.keys(good))('%s refuses a missing input', async (channel) => {
  const station = await createTestStation()
  await signIn(station, administrator)
  expect(await station.invoke(channel, [])).toEqual(invalid)
  expect(await station.invoke(channel, [undefined])).toEqual(invalid)
})

const forAdministrators = channels.filter((channel) => contract[channel].caller === 'administrator')

test('every call of administration is for administrators, but for the first-run screen', () => {
  const others = Object.keys(administration).filter((name) => name !== 'setUp')
  expect(forAdministrators.toSorted()).toEqual([...others, 'gateways'].toSorted())
})

test.each(forAdministrators)(
  '%s is refused to nobody and to an officer, and does nothing',
  async (channel) => {
    const station = await createTestStation()
    const refused = { ok: false, code: 'not_allowed' }
    const [officers, entries] = [
      await station.store.officers(),
      () => station.store.ledgerPage({ most: 1000 }),
    ]
    const before = await entries()
    expect(await station.invoke(channel, inputOf(channel))).toEqual(refused)
    expect(await entries()).toEqual(before)
    await signIn(station)
    const signedIn = await entries()
    expect(await station.invoke(channel, inputOf(channel))).toEqual(refused)
    expect(await entries()).toEqual(signedIn)
    expect(await station.store.officers()).toEqual(officers)
  },
)

test('an administrator who became an officer is refused at his next call: his session has ended', async () => {
  const station = await createTestStation()
  await station.roster.enrol(
    { loginId: 'admin_002', number: '9876543222', role: 'administrator', ...details },
    'test',
  )
  await signIn(station, administrator)
  expect(await station.call('flags')).toMatchObject({ ok: true })
  const seen = { loginId: 'admin_001', version: 1, actor: 'admin_002' }
  expect(await station.roster.edit(seen, { role: 'officer', ...details })).toBe('written')
  expect(await station.call('flags')).toEqual({ ok: false, code: 'not_allowed' })
})

test('a payload over 4 kB is refused in every script', async () => {
  const { invoke } = await createTestStation()
  for (const letter of ['a', 'த', '😀']) {
    const long = letter.repeat(Math.ceil(2049 / Buffer.byteLength(letter)))
    expect(await invoke('sendOtp', [{ loginId: long, mobileNumber: long }])).toEqual(invalid)
    expect(await invoke('verifyOtp', [{ challengeId: 'x', otp: long + long }])).toEqual(invalid)
  }
})

test('what an officer mistypes in a box of usual length has a code of its own', async () => {
  const { call } = await createTestStation()
  expect(await call('sendOtp', { loginId: 'x'.repeat(1000), mobileNumber: '9876543210' })).toEqual({
    ok: false,
    code: 'invalid_login_id',
  })
  expect(await call('sendOtp', { loginId: '', mobileNumber: '' })).toEqual({
    ok: false,
    code: 'invalid_login_id',
  })
  expect(await call('sendOtp', { loginId: 'x', mobileNumber: '9'.repeat(1000) })).toEqual({
    ok: false,
    code: 'invalid_mobile',
  })
  expect(await call('verifyOtp', { challengeId: '', otp: '1'.repeat(1000) })).toEqual({
    ok: false,
    code: 'invalid_otp_format',
  })
})

test('"I am still here" is for a signed-in officer or administrator only', async () => {
  const station = await createTestStation()
  expect(await station.call('stay')).toEqual({ ok: false, code: 'not_allowed' })
  await signIn(station)
  expect(await station.call('stay')).toEqual({ ok: true, value: null })
  await station.call('logout')
  expect(await station.call('stay')).toEqual({ ok: false, code: 'not_allowed' })
  await signIn(station, { loginId: 'admin_001', mobileNumber: '9876543211' })
  expect(await station.call('stay')).toEqual({ ok: true, value: null })
})

/** The station behind another door, with limits and handlers that a test chooses. */
const doorTo = (
  station: TestStation,
  { handlers = {}, callsPerSecond = 100 }: { handlers?: Partial<Handlers>; callsPerSecond?: number },
) => {
  const listeners = new Map<string, (event: IpcMainInvokeEvent, ...payload: unknown[]) => unknown>()
  openDoor({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener) },
    handlers: { ...station.handlers, ...handlers },
    trusted: ({ processId }) => processId === 1,
    role: async () => (await station.sessions.current())?.officer.role ?? 'nobody',
    clock: station.clock,
    callsPerSecond,
    log: station.log,
  })
  return async (channel: string, payload: unknown[] = [], processId = 1) =>
    listeners.get(channel)?.({ processId } as IpcMainInvokeEvent, ...payload)
}

test('more calls in a second than allowed are busy, whatever they are; a second later they pass again', async () => {
  const station = await createTestStation()
  const invoke = doorTo(station, { callsPerSecond: 3 })
  for (let call = 0; call < 3; call += 1) expect(await invoke('about')).toMatchObject({ ok: true })
  for (const channel of channels)
    expect(await invoke(channel, inputOf(channel))).toEqual({ ok: false, code: 'busy' })
  expect(station.inbox).toEqual([])
  await station.clock.pass(999)
  expect(await invoke('about')).toEqual({ ok: false, code: 'busy' })
  await station.clock.pass(1)
  expect(await invoke('about')).toMatchObject({ ok: true })
})

test('calls that the door refuses count too, but those of a strange frame cannot make ours busy', async () => {
  const station = await createTestStation()
  const invoke = doorTo(station, { callsPerSecond: 3 })
  for (let call = 0; call < 10; call += 1) expect(await invoke('about', [], 2)).toEqual(invalid)
  for (let call = 0; call < 3; call += 1) expect(await invoke('about', ['garbage'])).toEqual(invalid)
  expect(await invoke('about')).toEqual({ ok: false, code: 'busy' })
})

test('a fault behind the door is answered "internal" with an id, and nothing of its text crosses', async () => {
  const station = await createTestStation()
  await signIn(station)
  await station.call('logout')
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  // A real one: without its keys the program cannot sign a token. What the file system says then names a path.
  rmSync(join(station.home, 'keys.json'))
  const other = await createTestStation()
  const { challengeId: fresh } = okValue(await other.call('sendOtp', officer))
  rmSync(join(other.home, 'keys.json'))
  const answer = await other.call('verifyOtp', { challengeId: fresh, otp: '123456' })
  expect(answer).toEqual({ ok: false, code: 'internal', errorId: expect.stringMatching(/^\S{4,}$/) })
  expect(JSON.stringify(answer)).not.toMatch(/keys|ENOENT|\/|at /)
  expect(other.logged.join()).toContain('ENOENT')
  // A window that has loaded its key goes on.
  expect(await station.call('verifyOtp', { challengeId, otp: '123456' })).not.toHaveProperty('errorId')
})

test('every error id that the window shows is found in the log', async () => {
  const station = await createTestStation()
  const about = () => {
    throw new Error('a fault')
  }
  const invoke = doorTo(station, { handlers: { about }, callsPerSecond: 1000 })
  for (let call = 0; call < 300; call += 1) {
    const { errorId } = (await invoke('about')) as { errorId: string }
    expect(station.logged.at(-1)).toContain(errorId)
    expect(station.logged.at(-1)).toContain('a fault')
  }
})

test.each([
  ['an error', new Error('secret detail in /home/x')],
  ['a text', 'secret detail'],
  ['nothing', undefined],
])('the door answers also when a handler throws %s', async (_what, thrown) => {
  const station = await createTestStation()
  const handlers: Partial<Handlers> = {
    session: () => Promise.reject(thrown),
    about: () => {
      throw thrown
    },
  }
  const invoke = doorTo(station, { handlers })
  for (const channel of ['about', 'session']) {
    const answer = await invoke(channel)
    expect(answer).toEqual({ ok: false, code: 'internal', errorId: expect.any(String) })
    expect(JSON.stringify(answer)).not.toContain('secret')
  }
})

test('a store that is gone is answered "store_unavailable", also where the door itself asks it for the role', async () => {
  const station = await createTestStation()
  await signIn(station)
  station.store.close()
  for (const channel of ['session', 'stay', 'sendOtp']) {
    expect(await station.invoke(channel, inputOf(channel))).toMatchObject({
      ok: false,
      code: 'store_unavailable',
    })
  }
})

/** Others end the session of whoever makes them, or take a second. */
const repeatable = channels.filter(
  (name) => !['logout', 'closeWindow', 'checkLedger', 'selfTest'].includes(name),
)

test.each([
  ['nobody', channels, undefined],
  ['an administrator', repeatable, administrator],
] as const)(
  'no payload from %s makes any call reject, pollute, or answer outside its codes',
  async (_who, names, who) => {
    const station = await createTestStation()
    if (who) await signIn(station, who)
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.constantFrom(
        'officer_001',
        '9876543210',
        '௯௮௭௬௫௪௩௨௧௦',
        '000000',
        '',
        challengeId,
        '__proto__',
        '\0',
        '\uD800',
      ),
    )
    const likely = fc.oneof(
      fc.record({ loginId: text, mobileNumber: text }),
      fc.record({ challengeId: text, otp: text }),
      fc.record({ challengeId: text }),
      fc.constantFrom(...Object.values(good).map(([input]) => input)),
      fc.record({ text, after: text }),
      fc.record({ loginId: text, version: fc.integer(), suspended: fc.boolean() }),
      fc.record({ before: fc.integer(), subject: text, event: text }, { requiredKeys: [] }),
      fc.dictionary(text, fc.anything()),
    )
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.oneof(likely, anything), { maxLength: 2 }),
        async (channel, payload) => {
          const answer = (await station.invoke(channel, payload)) as { ok: boolean; code?: string }
          if (answer.ok) expect(Object.keys(answer)).toEqual(['ok', 'value'])
          else expect([...doorCodes.slice(0, 2), ...(ownCodes[channel] ?? [])]).toContain(answer.code)
        },
      ),
      { numRuns: 500 },
    )
    expectUnpolluted()
    expect(station.logged).toEqual([])
  },
)
