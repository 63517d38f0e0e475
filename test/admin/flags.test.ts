import { describe, expect, test } from 'vitest'
import { flag } from '../../main/ledger/entry.ts'
import {
  administrator,
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
  type TestStation,
} from '../station.ts'
import { administeredStation, ledgerOf } from './administrator.ts'

const wrongTries = async (station: TestStation, count: number, who = officer) => {
  const { challengeId } = okValue(await station.call('sendOtp', who))
  const right = station.inbox.length > 0 ? lastCode(station) : '000000'
  for (let by = 1; by <= count; by += 1) {
    await station.call('verifyOtp', { challengeId, otp: otherThan(right, by) })
  }
  return { challengeId, otp: right }
}

const flags = async (station: TestStation) => okValue(await station.call('flags'))

test('a lock raises a flag that the next administrator sees', async () => {
  const station = await createTestStation()
  await wrongTries(station, 3)
  const at = station.clock.wallMs()
  await station.clock.pass(30_000)
  await signIn(station, administrator)
  expect(await flags(station)).toEqual([
    { seq: expect.any(Number), at, kind: 'locked', subject: 'officer_001', reason: '5_minutes' },
  ])
})

test('so does a lock of somebody who is not on the roster, by a name that holds no number', async () => {
  const station = await createTestStation()
  await wrongTries(station, 3, { loginId: '9876500001', mobileNumber: '9876500001' })
  await signIn(station, administrator)
  expect(await flags(station)).toMatchObject([{ kind: 'locked', subject: '*****' }])
})

test('a sign-in after two wrong codes raises one, a sign-in after one does not', async () => {
  const station = await createTestStation()
  await station.call('verifyOtp', await wrongTries(station, 1))
  await station.call('logout')
  await station.call('verifyOtp', await wrongTries(station, 2))
  await station.clock.pass(60_000)
  await signIn(station, administrator)
  expect(await flags(station)).toMatchObject([
    { kind: 'success_after_failures', subject: 'officer_001', reason: '2_wrong' },
  ])
})

test('a clock that somebody turns raises one', async () => {
  const station = await createTestStation()
  station.clock.turn(2 * 60 * 60_000)
  await station.clock.pass(10_000)
  await signIn(station, administrator)
  expect(await flags(station)).toMatchObject([{ kind: 'clock_jump', reason: '+7200 s' }])
})

test('an hour in which few of the codes that were sent were used raises one', async () => {
  const station = await createTestStation()
  for (let n = 0; n < 10; n += 1) {
    await station.call('sendOtp', officer)
    await station.clock.pass(5 * 60_000)
    await station.store.unlock(station.vault.mac('subject', 'officer_001').toString('hex'), {
      event: 'unlock',
      actor: 'machine',
      subject: 'officer_001',
      outcome: 'lifted',
    })
  }
  await station.clock.pass(60 * 60_000)
  await signIn(station, administrator)
  expect(await flags(station)).toMatchObject([{ kind: 'few_verified' }])
})

test('flags that were seen are not shown again; one that was raised between look and click is', async () => {
  const station = await administeredStation()
  await station.store.note(flag('locked', 'officer_001'))
  const [first] = await flags(station)
  await station.store.note(flag('locked', 'officer_002'))
  expect(await station.call('flagsSeen', { upTo: first?.seq ?? 0 })).toEqual({ ok: true, value: null })
  expect(ledgerOf(station).at(-1)).toMatchObject({ event: 'flags_seen', actor: 'admin_001' })
  expect(await flags(station)).toMatchObject([{ subject: 'officer_002' }])
})

test('nobody says of flags that are yet to come that they were seen', async () => {
  const station = await administeredStation()
  await station.store.note(flag('locked', 'officer_001'))
  await station.call('flagsSeen', { upTo: 1_000_000 })
  expect(await flags(station)).toEqual([])
  await station.store.note(flag('locked', 'officer_002'))
  expect(await flags(station)).toMatchObject([{ subject: 'officer_002' }])
  const entries = ledgerOf(station).length
  await station.call('flagsSeen', { upTo: 1 })
  expect(await flags(station)).toHaveLength(1)
  expect(ledgerOf(station)).toHaveLength(entries)
})

test('the newest come first; of more than a hundred the oldest are shown, and the others once these were seen', async () => {
  const station = await administeredStation()
  for (let n = 0; n < 105; n += 1) await station.store.note(flag('locked', `officer_${n}`))
  const shown = await flags(station)
  expect(shown).toHaveLength(100)
  expect(shown.map(({ subject }) => subject).slice(0, 2)).toEqual(['officer_99', 'officer_98'])
  await station.call('flagsSeen', { upTo: 1_000_000 })
  expect((await flags(station)).map(({ subject }) => subject)).toEqual(
    [104, 103, 102, 101, 100].map((n) => `officer_${n}`),
  )
})

describe('a code that an administrator has made', () => {
  const other = { loginId: 'admin_002', mobileNumber: '9876543212' }
  const made = async (station: TestStation, loginId: string) =>
    station.store.note(flag('rescue_code', loginId, 'by admin_001'))
  const secondAdministrator = async () => {
    const station = await administeredStation()
    const details = { name: 'B', rank: 'Inspector', station: 'Harbour', role: 'administrator' } as const
    okValue(await station.call('enrolOfficer', { ...other, ...details }))
    return station
  }
  const change = async (station: TestStation, to: typeof other) => {
    await station.call('logout')
    await station.clock.pass(60_000)
    await signIn(station, to)
  }
  const subjects = async (station: TestStation) => (await flags(station)).map(({ subject }) => subject)
  const seen = (station: TestStation) => station.call('flagsSeen', { upTo: 1_000_000 })

  test('is still shown to another one after he has seen the flag himself', async () => {
    const station = await secondAdministrator()
    await station.store.note(flag('locked', 'officer_001'))
    await made(station, 'officer_001')
    await station.store.note(flag('locked', 'officer_002'))
    await seen(station)
    expect(await subjects(station)).toEqual([])
    await change(station, other)
    await station.store.note(flag('locked', 'officer_003'))
    expect(await subjects(station)).toEqual(['officer_003', 'officer_001'])
    await seen(station)
    expect(await subjects(station)).toEqual([])
    await change(station, administrator)
    expect(await subjects(station)).toEqual([])
  })

  test('is not shown again once another one has seen it, and what he had seen is not either', async () => {
    const station = await secondAdministrator()
    await made(station, 'officer_001')
    await station.store.note(flag('locked', 'officer_002'))
    await seen(station)
    await change(station, other)
    await seen(station)
    await change(station, administrator)
    await made(station, 'officer_003')
    expect(await subjects(station)).toEqual(['officer_003'])
    await seen(station)
    await change(station, other)
    expect(await subjects(station)).toEqual(['officer_003'])
  })
})

test('the ledger is read newest first, by officer, event and day, fifty entries at a time', async () => {
  const station = await createTestStation()
  await signIn(station)
  const day = { from: station.clock.wallMs() - 1, to: station.clock.wallMs() + 1 }
  await station.clock.pass(60_000)
  await station.call('logout')
  await signIn(station, administrator)
  const page = async (filter: Parameters<typeof station.call<'ledgerPage'>>[1]) =>
    okValue(await station.call('ledgerPage', filter))
  const all = await page({})
  expect(all.entries.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1])
  expect(all.entries[0]).toEqual({
    seq: 6,
    at: station.clock.wallMs(),
    actor: 'admin_001',
    event: 'otp_verify',
    subject: 'admin_001',
    outcome: 'signed_in',
    reason: 'inbox accepted 2',
  })
  expect((await page({ before: 3 })).entries.map(({ seq }) => seq)).toEqual([2, 1])
  const mine = await page({ subject: ' OFFICER_001' })
  expect(mine.entries.map(({ event }) => event)).toEqual(['session_end', 'otp_verify', 'otp_send'])
  expect((await page({ event: 'session_end' })).entries).toHaveLength(1)
  expect((await page({ day })).entries.map(({ seq }) => seq)).toEqual([3, 2, 1])
  for (let n = 0; n < 60; n += 1) await station.store.note(flag('locked', 'x'))
  expect((await page({})).entries).toHaveLength(50)
  expect((await page({})).more).toBe(true)
})
