import { join } from 'node:path'
import Database from 'better-sqlite3'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { importRoster } from '../../main/roster/import-roster.ts'
import {
  administrator,
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
} from '../station.ts'

const minute = 60_000
const hour = 60 * minute

describe('a session', () => {
  test('lasts eight hours for an officer who is there', async () => {
    const station = await createTestStation()
    await signIn(station)
    await station.clock.pass(8 * hour - 1)
    expect(okValue(await station.call('session')).session).toMatchObject({
      expiresInMs: 1,
      signedInForMs: 8 * hour - 1,
    })
    await station.clock.pass(1000)
    expect(okValue(await station.call('session'))).toEqual({})
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'expired' }])
  })

  test('ends after 15 minutes with nobody there, a minute after a warning', async () => {
    const station = await createTestStation()
    await signIn(station)
    const startedAt = station.clock.uptimeMs()
    for (let n = 0; n < 14 * 60; n += 1) {
      station.presence.idleForMs = station.clock.uptimeMs() - startedAt
      await station.clock.pass(1000)
    }
    station.presence.idleForMs = 14 * minute
    await station.clock.pass(1000)
    expect(station.notices).toEqual([{ kind: 'idle_warning', endsInMs: minute }])
    for (let n = 1; n <= 60; n += 1) {
      station.presence.idleForMs = 14 * minute + n * 1000
      await station.clock.pass(1000)
    }
    expect(station.notices.at(-1)).toEqual({ kind: 'ended', reason: 'idle' })
    expect(okValue(await station.call('session'))).toEqual({})
  })

  test('goes on when the officer answers the warning', async () => {
    const station = await createTestStation({ settings: { session: { idleMinutes: 2 } } })
    await signIn(station)
    station.presence.idleForMs = Number.POSITIVE_INFINITY
    await station.clock.pass(minute + 1000)
    expect(station.notices.map(({ kind }) => kind)).toEqual(['idle_warning'])
    expect(await station.call('stay')).toEqual({ ok: true, value: null })
    await station.clock.pass(minute - 1000)
    expect(station.notices.map(({ kind }) => kind)).toEqual(['idle_warning', 'active'])
    expect(okValue(await station.call('session')).session).toBeDefined()
  })

  test('ends by the wall clock too, which goes on while the computer sleeps', async () => {
    const station = await createTestStation()
    await signIn(station)
    station.presence.idleForMs = Number.POSITIVE_INFINITY
    station.clock.turn(20 * minute)
    await station.clock.pass(1000)
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'idle' }])
  })

  test('ends when the computer slept for so long, although somebody has just woken it', async () => {
    const station = await createTestStation()
    await signIn(station)
    await station.clock.pass(60_000)
    station.clock.turn(16 * minute)
    station.presence.idleForMs = 0
    await station.clock.pass(1000)
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'idle' }])
  })

  /** Nobody touches the computer, then it sleeps, and a key wakes it. */
  const leftAndWoken = async (idleMs: number, asleepMs: number) => {
    const station = await createTestStation()
    await signIn(station)
    const leftAt = station.clock.uptimeMs()
    while (station.clock.uptimeMs() < leftAt + idleMs) {
      station.presence.idleForMs = station.clock.uptimeMs() - leftAt
      await station.clock.pass(1000)
    }
    station.clock.turn(asleepMs)
    station.presence.idleForMs = 0
    await station.clock.pass(1000)
    return station
  }

  test('ends when nobody was there before and during a sleep, neither of which was long enough', async () => {
    const station = await leftAndWoken(13 * minute, 13 * minute)
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'idle' }])
    expect(okValue(await station.call('session'))).toEqual({})
  })

  test('goes on when idleness and sleep together were shorter than that', async () => {
    const station = await leftAndWoken(7 * minute, 7 * minute)
    expect(station.notices).toEqual([])
    await station.clock.pass(14 * minute)
    expect(okValue(await station.call('session')).session).toBeDefined()
  })

  test('goes on when a key came just before the end, however late it was looked at', async () => {
    const station = await leftAndWoken(15 * minute - 2000, 3000)
    expect(station.notices.map(({ kind }) => kind)).toEqual(['idle_warning', 'active'])
  })

  test('ends at once when its officer is suspended, and the window is told why', async () => {
    const station = await createTestStation()
    await signIn(station)
    await station.roster.suspend('officer_001', 'admin_001')
    expect(okValue(await station.call('session'))).toEqual({})
    await station.clock.pass(1000)
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'suspended' }])
  })

  test('of an earlier officer ends when another signs in at this terminal', async () => {
    const station = await createTestStation()
    await signIn(station)
    const session = await signIn(station, administrator)
    expect(okValue(await station.call('session')).session?.officer.loginId).toBe('admin_001')
    expect(session.officer.role).toBe('administrator')
  })

  test('does not outlive a restart of the program', async () => {
    const before = await createTestStation()
    await signIn(before)
    before.store.close()
    const after = await createTestStation({ home: before.home, clock: before.clock })
    expect(okValue(await after.call('session'))).toEqual({})
    expect(await signIn(after)).toBeTruthy()
  })

  test('ends for the officer even when the end cannot be written, and is written as soon as it can be', async () => {
    const station = await createTestStation()
    await signIn(station)
    const { end } = station.store
    station.store.end = () => Promise.reject(new Error('the disk is full'))
    expect(await station.call('logout')).toEqual({ ok: true, value: null })
    expect(okValue(await station.call('session'))).toEqual({})
    const ended: string[] = []
    station.store.end = (id, ...rest) => {
      ended.push(id)
      return end(id, ...rest)
    }
    await station.clock.pass(5000)
    expect(ended).toHaveLength(1)
    expect(await station.store.session(ended[0] ?? '')).toEqual({ kind: 'over', reason: 'logout' })
  })

  test('whose row is gone has its entry in the ledger all the same, once', async () => {
    const station = await createTestStation()
    await signIn(station)
    const file = new Database(join(station.home, 'station.db'))
    file.exec('DELETE FROM session')
    file.close()
    await station.clock.pass(10_000)
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'expired' }])
    const entries = await station.store.newest(['session_end'], 10)
    expect(entries).toMatchObject([{ actor: 'terminal', subject: 'officer_001', reason: 'expired' }])
  })

  test('whose end cannot be written for long is told of twice in the log: at first, and when it is written', async () => {
    const station = await createTestStation()
    await signIn(station)
    const { end } = station.store
    station.store.end = () => Promise.reject(new Error('gone'))
    await station.call('logout')
    await station.clock.pass(30 * minute)
    const told = () => station.logged.filter((line) => line.includes('the end of a session'))
    expect(told()).toEqual([expect.stringMatching(/^error .*could not be written; it will be tried again/)])
    station.store.end = end
    await station.clock.pass(30 * minute)
    expect(told().slice(1)).toEqual(['info the end of a session is written now'])
  })

  test('ends for idleness also while the store cannot be reached', async () => {
    const station = await createTestStation()
    await signIn(station)
    station.presence.idleForMs = Number.POSITIVE_INFINITY
    station.store.session = () => Promise.reject(new Error('gone'))
    station.store.end = () => Promise.reject(new Error('gone'))
    await station.clock.pass(15 * minute)
    expect(station.sessions.token()).toBeUndefined()
    expect(station.notices.map(({ kind }) => kind)).toEqual(['idle_warning', 'ended'])
    expect(station.logged.filter((line) => line.includes('cannot be checked'))).toHaveLength(1)
  })

  test('ends when the officer’s number or role is changed on the roster', async () => {
    const station = await createTestStation()
    await signIn(station)
    const { store, roster } = station
    const text =
      'login_id,name,rank,station,mobile,role\nofficer_001,First Officer,Sub-Inspector,Harbour,9876543299,officer\n'
    await importRoster({ text, source: 'machine', store, roster, progress: () => undefined })
    await station.clock.pass(1000)
    expect(station.notices).toEqual([{ kind: 'ended', reason: 'changed' }])
  })

  test('goes on when only the rank is', async () => {
    const station = await createTestStation()
    await signIn(station)
    const { store, roster } = station
    const text =
      'login_id,name,rank,station,mobile,role\nofficer_001,First Officer,Inspector,Harbour,9876543210,officer\n'
    await importRoster({ text, source: 'machine', store, roster, progress: () => undefined })
    expect(okValue(await station.call('session')).session).toBeDefined()
  })

  test('that a try is about to start is not missed by a page that is loaded meanwhile', async () => {
    const station = await createTestStation()
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    const verified = station.call('verifyOtp', { challengeId, otp: lastCode(station) })
    expect(okValue(await station.call('session')).session?.officer.loginId).toBe('officer_001')
    expect(await verified).toMatchObject({ ok: true })
  })

  test('is written to at most once a minute, however busy the officer', async () => {
    const station = await createTestStation()
    await signIn(station)
    let writes = 0
    const { touch } = station.store
    station.store.touch = (...args) => {
      writes += 1
      return touch(...args)
    }
    await station.clock.pass(10 * minute)
    expect(writes).toBe(10)
  })
})

describe('the code screen', () => {
  test('comes back after a reload, with what was typed', async () => {
    const station = await createTestStation()
    const typed = { loginId: 'OFFICER_001', mobileNumber: '+91 98765 43210' }
    const challenge = okValue(await station.call('sendOtp', typed))
    await station.clock.pass(20_000)
    expect(okValue(await station.call('session'))).toEqual({
      pending: { ...challenge, ...typed, expiresInMs: 100_000, resendInMs: 10_000 },
    })
  })

  test('shows a code that is over as over', async () => {
    const station = await createTestStation()
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    for (let n = 1; n <= 3; n += 1)
      await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station), n) })
    expect(okValue(await station.call('session')).pending).toMatchObject({
      expiresInMs: 0,
      loginId: 'officer_001',
    })
  })

  test('is over when the code is', async () => {
    const station = await createTestStation()
    await station.call('sendOtp', officer)
    await station.clock.pass(120_000)
    expect(okValue(await station.call('session'))).toEqual({})
  })
})

describe('the token', () => {
  test('says who signed in, where, for what and how long, and never reaches the window', async () => {
    const station = await createTestStation({ settings: { installation: 'Harbour' } })
    const { challengeId } = okValue(await station.call('sendOtp', officer))
    const answer = await station.call('verifyOtp', { challengeId, otp: lastCode(station) })
    const token = station.sessions.token() ?? ''
    const at = Math.floor(station.clock.wallMs() / 1000)
    expect(decodeJwt(token)).toMatchObject({
      iss: 'Harbour',
      aud: 'tor-unveil',
      sub: 'officer_001',
      terminal: station.keys.terminal,
      iat: at,
      nbf: at,
      exp: at + 8 * 3600,
    })
    expect(decodeProtectedHeader(token)).toMatchObject({
      alg: 'ES256',
      kid: (await station.tokens.publicKey())?.kid,
    })
    expect(JSON.stringify([answer, await station.call('session')])).not.toContain(token.slice(-20))
  })

  test('is gone after logout', async () => {
    const station = await createTestStation()
    await signIn(station)
    await station.call('logout')
    expect(station.sessions.token()).toBeUndefined()
  })
})
