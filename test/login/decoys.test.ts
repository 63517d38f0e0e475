import { expect, test } from 'vitest'
import { delay } from '../../main/clock.ts'
import { policyFrom } from '../../main/login/policy.ts'
import type { Gateway, Handover } from '../../main/sms/gateway.ts'
import { fakeClock } from '../fake-clock.ts'
import { createTestStation, officer, okValue, type TestStation } from '../station.ts'

const stranger = { loginId: 'nobody_9', mobileNumber: '9876500000' }
const tries = 1000

/** What can be seen of a send: what `delivery` says, and after how long. */
const seen = async (station: TestStation, who: typeof officer) => {
  const { challengeId } = okValue(await station.call('sendOtp', who))
  for (let ms = 0; ; ms += 500) {
    const delivery = okValue(await station.call('delivery', { challengeId }))
    if (delivery !== 'sending') return `${delivery} after ${ms} ms`
    await station.clock.pass(500)
  }
}

/** Officers and strangers in an order nobody could guess, at a gateway that answers so; after one officer. */
const seenOfBoth = async (answer: (n: number) => { ms: number; handover: Handover }) => {
  const clock = fakeClock()
  let sent = 0
  const gateway: Gateway = {
    name: 'far',
    send: async () => {
      const { ms, handover } = answer(sent)
      sent += 1
      await delay(clock, ms)
      return handover
    },
  }
  const wide = { most: 1e9, perMs: 1 }
  const { send } = policyFrom({
    otp: { lifeSeconds: 120, resendWaitSeconds: 30 },
    session: { idleMinutes: 15 },
  })
  const policy = {
    send: {
      ...send,
      replyFloorMs: 0,
      firstWaitMs: 0,
      longestWaitMs: 0,
      perAccount: wide,
      unverifiedPerTerminal: wide,
      allPerTerminal: wide,
    },
  }
  const station = await createTestStation({ clock, gateways: [gateway], policy })
  await seen(station, officer)
  const both = { officer: new Set<string>(), stranger: new Set<string>() }
  for (let n = 0; n < tries; n += 1) {
    // A fixed but irregular order.
    const isOfficer = (n * 7919) % 13 < 6
    both[isOfficer ? 'officer' : 'stranger'].add(await seen(station, isOfficer ? officer : stranger))
  }
  return both
}

test('nobody can tell a stranger from an officer by what becomes of the SMS: a gateway that is well, now quick, now slow', async () => {
  const { officer, stranger } = await seenOfBoth((n) => ({
    ms: 100 + ((n * 271) % 1800),
    handover: { kind: 'accepted', reference: 'r' },
  }))
  expect(stranger).toEqual(officer)
  expect(officer).toEqual(new Set(['handed_over after 2000 ms']))
})

test('… a gateway that is dead', async () => {
  const { officer, stranger } = await seenOfBoth(() => ({
    ms: 20,
    handover: { kind: 'refused', reason: 'network' },
  }))
  expect(stranger).toEqual(officer)
  expect(officer).toEqual(new Set(['failed after 2000 ms']))
})

test('… a gateway that takes messages and does not answer', async () => {
  const { officer, stranger } = await seenOfBoth(() => ({
    ms: 5000,
    handover: { kind: 'unknown', reason: 'network' },
  }))
  expect(stranger).toEqual(officer)
  expect(officer).toEqual(new Set(['may_still_arrive after 6000 ms', 'failed after 2000 ms']))
})

test('how the last SMS went is known after a restart too', async () => {
  const refusing: Gateway = { name: 'far', send: async () => ({ kind: 'refused', reason: 'network' }) }
  const before = await createTestStation({ gateways: [refusing] })
  expect(await seen(before, officer)).toBe('failed after 2000 ms')
  await before.close()
  const after = await createTestStation({ home: before.home, clock: before.clock, gateways: [refusing] })
  expect(await seen(after, stranger)).toBe('failed after 2000 ms')
})
