import { expect, test } from 'vitest'
import { administrator, createTestStation, officer, signIn } from './station.ts'

test('outside a kiosk whoever stands there closes the window', async () => {
  const station = await createTestStation()
  expect(await station.call('closeWindow')).toEqual({ ok: true, value: null })
  expect(station.presence.windowClosed).toBe(true)
})

test('in a kiosk neither nobody nor an officer closes the window, and the officer stays signed in', async () => {
  const station = await createTestStation({ settings: { kiosk: true } })
  expect(await station.call('closeWindow')).toEqual({ ok: false, code: 'not_allowed' })
  await signIn(station, officer)
  expect(await station.call('closeWindow')).toEqual({ ok: false, code: 'not_allowed' })
  expect(await station.call('session')).toMatchObject({
    value: { session: { officer: { role: 'officer' } } },
  })
  expect(station.presence.windowClosed).toBe(false)
})

test('in a kiosk a signed-in administrator closes the window, which ends his session', async () => {
  const station = await createTestStation({ settings: { kiosk: true } })
  await signIn(station, administrator)
  expect(await station.call('closeWindow')).toEqual({ ok: true, value: null })
  expect(station.presence.windowClosed).toBe(true)
  expect(await station.call('session')).toEqual({ ok: true, value: {} })
})
