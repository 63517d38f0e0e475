import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../main/store/store.ts'
import type { TestStation } from '../station.ts'
import { createTestStation, officer, okValue } from '../station.ts'

/** No code can be ended until the returned function is called. */
const away = ({ store }: TestStation) => {
  const { void: end } = store
  store.void = async () => {
    throw new StoreUnavailable(new Error('away'))
  }
  return () => {
    store.void = end
  }
}

test('a code that a newer one has ended does not run out while the store is away; the newer one does', async () => {
  const station = await createTestStation()
  okValue(await station.call('sendOtp', officer))
  await station.clock.pass(40_000)
  okValue(await station.call('sendOtp', officer))
  away(station)
  await station.clock.pass(90_000)
  expect(await station.store.newest(['otp_expired'], 9)).toEqual([])
  await station.clock.pass(40_000)
  expect(await station.store.newest(['otp_expired'], 9)).toMatchObject([{ subject: 'officer_001' }])
})

test('an SMS that failed while the store was away has one entry, also where the store is back before its code is over', async () => {
  const station = await createTestStation({
    gateways: [{ name: 'closed', send: async () => ({ kind: 'refused', reason: 'credentials' }) }],
  })
  const back = away(station)
  okValue(await station.call('sendOtp', officer))
  await station.clock.pass(5000)
  expect(await station.store.newest(['otp_delivery'], 9)).toMatchObject([{ outcome: 'failed' }])
  back()
  await station.clock.pass(200_000)
  expect(await station.store.newest(['otp_delivery', 'otp_expired'], 9)).toHaveLength(1)
})
