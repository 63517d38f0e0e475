import { expect, test } from 'vitest'
import { policyFrom } from '../../main/login/policy.ts'
import { makeSetUpCode } from '../../main/login/set-up.ts'
import { importRoster } from '../../main/roster/import-roster.ts'
import { StoreUnavailable } from '../../main/store/store.ts'
import { createTestStation, okValue, signIn, type TestStation } from '../station.ts'
import { ledgerOf } from './administrator.ts'

const me = {
  loginId: ' CHIEF_1',
  mobileNumber: '98765 43201',
  name: 'Chief',
  rank: 'Inspector',
  station: 'Fort',
}

const emptyStation = () => createTestStation({ officers: '' })

const codeOf = async ({ store, vault, config }: TestStation) => {
  const code = await makeSetUpCode({ store, vault, policy: policyFrom(config).setUp })
  if (code === undefined) throw new Error('there are officers')
  return code
}

const otherThan = (code: string, by = 1) => String((Number(code) + by) % 100_000_000).padStart(8, '0')

test('a terminal without officers says so, and the first administrator enrols himself with the code of its command line', async () => {
  const station = await emptyStation()
  expect(okValue(await station.call('about')).empty).toBe(true)
  const code = await codeOf(station)
  expect(code).toMatch(/^\d{8}$/)
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`
  expect(await station.call('setUp', { ...me, code: spaced })).toEqual({ ok: true, value: null })
  expect(station.notices).toEqual([{ kind: 'about_changed' }])
  expect(okValue(await station.call('about')).empty).toBe(false)
  expect(ledgerOf(station).slice(-2)).toMatchObject([
    { event: 'set_up_code', actor: 'machine', subject: 'chief_1', outcome: 'right' },
    {
      event: 'officer_change',
      actor: 'machine',
      subject: 'chief_1',
      reason: expect.stringMatching(/^enrolled administrator \*{6}3201 v1 root:/),
    },
  ])
  const session = await signIn(station, { loginId: 'chief_1', mobileNumber: '9876543201' })
  expect(session.officer).toEqual({
    loginId: 'chief_1',
    name: 'Chief',
    rank: 'Inspector',
    station: 'Fort',
    role: 'administrator',
  })
  expect(JSON.stringify(ledgerOf(station))).not.toContain(code)
})

test('nobody enrols himself without the code, with a guess, or with the code of another terminal', async () => {
  const [station, other] = [await emptyStation(), await emptyStation()]
  const refused = { ok: false, code: 'wrong_set_up_code' }
  expect(await station.call('setUp', { ...me, code: '12345678' })).toMatchObject(refused)
  await codeOf(station)
  expect(await station.call('setUp', { ...me, code: await codeOf(other) })).toMatchObject(refused)
  expect(await station.store.hasOfficers()).toBe(false)
})

test('three wrong tries end a code; so does a newer one, and ten minutes', async () => {
  const station = await emptyStation()
  const code = await codeOf(station)
  const answers = []
  for (let by = 1; by <= 3; by += 1) {
    answers.push(await station.call('setUp', { ...me, code: otherThan(code, by) }))
  }
  expect(answers.map((answer) => !answer.ok && answer.triesLeft)).toEqual([2, 1, 0])
  const refused = { ok: false, code: 'wrong_set_up_code' }
  expect(await station.call('setUp', { ...me, code })).toMatchObject(refused)
  const older = await codeOf(station)
  const newer = await codeOf(station)
  expect(await station.call('setUp', { ...me, code: older })).toMatchObject(refused)
  await station.clock.pass(10 * 60_000)
  expect(await station.call('setUp', { ...me, code: newer })).toMatchObject(refused)
  expect(await station.call('setUp', { ...me, code: await codeOf(station) })).toMatchObject({ ok: true })
})

test('what is mistyped costs no try', async () => {
  const station = await emptyStation()
  const code = await codeOf(station)
  const mistakes = [
    [{ loginId: '!' }, 'invalid_login_id'],
    [{ mobileNumber: '1' }, 'invalid_mobile'],
    [{ name: '' }, 'invalid_text'],
    [{ rank: ' ' }, 'invalid_text'],
    [{ station: '' }, 'invalid_text'],
  ] as const
  for (const [part, refusal] of mistakes) {
    expect(await station.call('setUp', { ...me, code, ...part })).toEqual({ ok: false, code: refusal })
  }
  expect(await station.call('setUp', { ...me, code })).toMatchObject({ ok: true })
})

test('with anybody on the roster it is over, with a right code too', async () => {
  const station = await emptyStation()
  const code = await codeOf(station)
  const { store, roster } = station
  const text = 'login_id,name,rank,station,mobile,role\na,A,B,C,9876543210,officer\n'
  await importRoster({ text, source: 'machine', store, roster, progress: () => undefined })
  expect(await station.call('setUp', { ...me, code })).toEqual({ ok: false, code: 'set_up_over' })
  expect(station.notices).toEqual([{ kind: 'about_changed' }])
  expect(
    await makeSetUpCode({ store, vault: station.vault, policy: { lifeMs: 1, tries: 1 } }),
  ).toBeUndefined()
})

test('a terminal that cannot reach its records does not say that nobody is on the roster, nor that somebody is', async () => {
  const station = await emptyStation()
  station.store.hasOfficers = () => Promise.reject(new StoreUnavailable('gone'))
  expect(okValue(await station.call('about')).empty).toBe('unknown')
})

test('a code that two windows try at once enrols one', async () => {
  const station = await emptyStation()
  const code = await codeOf(station)
  const answers = await Promise.all(
    ['one', 'two', 'three'].map((loginId) => station.call('setUp', { ...me, loginId, code })),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  expect(await station.store.officers()).toHaveLength(1)
})

test('somebody who takes every officer out of the database by hand does not open the first-run screen', async () => {
  const station = await createTestStation()
  const { editByHand } = await import('./administrator.ts')
  editByHand(station, 'DELETE FROM officer')
  expect(okValue(await station.call('about')).empty).toBe(false)
  expect(await station.call('setUp', { ...me, code: '12345678' })).toEqual({ ok: false, code: 'set_up_over' })
})
