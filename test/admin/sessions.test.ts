import { expect, test } from 'vitest'
import { okValue } from '../station.ts'
import { administeredStation, ledgerOf } from './administrator.ts'

test('the list of sessions tells who is signed in where, since when and for how long', async () => {
  const station = await administeredStation()
  await station.clock.pass(90_000)
  const { sessions, more } = okValue(await station.call('liveSessions', { after: '' }))
  expect(more).toBe(false)
  expect(sessions).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{44}$/),
      loginId: 'admin_001',
      place: expect.stringMatching(/./),
      here: true,
      startedForMs: 90_000,
      idleForMs: expect.any(Number),
      expiresInMs: 8 * 60 * 60_000 - 90_000,
    },
  ])
})

test('an administrator ends a session; the window is told, and the ledger tells who did it', async () => {
  const station = await administeredStation()
  const { sessions } = okValue(await station.call('liveSessions', { after: '' }))
  const id = sessions[0]?.id ?? ''
  expect(await station.call('endSession', { id })).toEqual({ ok: true, value: true })
  expect(ledgerOf(station).at(-1)).toMatchObject({
    event: 'session_end',
    actor: 'admin_001',
    subject: 'admin_001',
    outcome: 'ended',
    reason: 'administrator',
  })
  await station.clock.pass(1000)
  expect(station.notices.at(-1)).toEqual({ kind: 'ended', reason: 'administrator' })
  expect(okValue(await station.call('session'))).toEqual({})
})

test('the end of a session that is over, or never was, is none', async () => {
  const station = await administeredStation()
  const before = ledgerOf(station)
  expect(await station.call('endSession', { id: 'x' })).toEqual({ ok: true, value: false })
  expect(ledgerOf(station)).toEqual(before)
})
