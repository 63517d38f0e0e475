import { beforeEach, describe, expect, test } from 'vitest'
import type { OpenStep, Store } from '../../main/store/store.ts'
import { answering, changing, ending, entry, officerRow, opening, policy } from './steps.ts'

/** A store that is empty, a look at the ledger that its steps write, and another terminal on the same state. */
export type StoreUnderTest = {
  store: Store
  ledger: () => { event: string; outcome: string }[]
  another: (terminal: string) => Promise<Store>
}

export const patience = { timeout: 10_000, interval: 20 }

/** What every store promises. Time is judged by the store's own clock, so a test that needs some waits for what it brings. */
export const storeContract = (name: string, create: () => Promise<StoreUnderTest>) =>
  describe(`the ${name} store`, () => {
    let store: Store
    let ledger: StoreUnderTest['ledger']
    beforeEach(async () => {
      ;({ store, ledger } = await create())
      await store.putOfficers([officerRow('o1'), officerRow('o2')], changing('imported'), ending)
    })
    const kinds = (answers: { kind: string }[]) => answers.map(({ kind }) => kind)

    test('starts one session for the right answer, and none for the same answer again', async () => {
      await store.open(opening('c1'))
      const first = answering('c1')
      expect(await store.answer(first)).toEqual({ kind: 'signed_in', ended: [], wrongBefore: 0 })
      expect(await store.session(first.session.id)).toMatchObject({ kind: 'live' })
      expect(await store.answer(answering('c1'))).toEqual({ kind: 'void', reason: 'spent' })
    })

    test('lets one of fifty right answers at once win', async () => {
      await store.open(opening('c1'))
      const answers = await Promise.all(Array.from({ length: 50 }, () => store.answer(answering('c1'))))
      expect(kinds(answers).filter((kind) => kind === 'signed_in')).toHaveLength(1)
    })

    test('compares three of fifty wrong answers at once and a right one behind them', async () => {
      await store.open(opening('c1'))
      const tries = Array.from({ length: 50 }, () => store.answer(answering('c1', false)))
      const answers = await Promise.all([...tries, store.answer(answering('c1'))])
      expect(kinds(answers).filter((kind) => kind === 'wrong')).toHaveLength(2)
      expect(kinds(answers).filter((kind) => kind === 'locked')).toHaveLength(49)
    })

    test('voids the older challenge of an account, not of another', async () => {
      await store.open(opening('c1'))
      await store.open(opening('c2', 'o2'))
      await store.open(opening('c3'))
      expect(await store.answer(answering('c1'))).toEqual({ kind: 'superseded' })
      expect(await store.answer(answering('c2', true, 'o2'))).toMatchObject({ kind: 'signed_in' })
      expect(await store.answer(answering('c3'))).toMatchObject({ kind: 'signed_in' })
    })

    test('ends a challenge whose life is over', async () => {
      await store.open(opening('c1', 'o1', 0))
      expect(await store.answer(answering('c1'))).toEqual({ kind: 'expired' })
      expect(await store.answer(answering('c1'))).toEqual({ kind: 'expired' })
    })

    test('counts a right answer of an officer whose row has changed as a wrong one', async () => {
      await store.open(opening('c1'))
      await store.putOfficers([officerRow('o1', 2)], changing('changed'), ending)
      expect(await store.answer(answering('c1'))).toEqual({
        kind: 'wrong',
        triesLeft: 2,
        reason: 'officer_changed',
      })
    })

    test('never signs in without an officer, whatever the answer', async () => {
      await store.open(opening('c1'))
      const { officer: _, ...decoy } = answering('c1')
      expect(await store.answer(decoy)).toMatchObject({ kind: 'wrong' })
    })

    // Long enough for a slow computer to be still locked in, short enough to wait for.
    const short = { first: 200, longest: 500 }
    const quickLock = { ...policy.lock, firstMs: short.first, longestMs: short.longest }
    const guess = (challengeId: string, lock = quickLock) =>
      store.answer({ ...answering(challengeId, false), lock })
    /** Opens as soon as it may. */
    const openWhenFree = async (id: string, limits: Partial<OpenStep['limits']> = {}) => {
      let resendInMs = 0
      await expect
        .poll(async () => {
          const outcome = await store.open({ ...opening(id), limits: { ...opening(id).limits, ...limits } })
          if (outcome.kind === 'opened') resendInMs = outcome.resendInMs
          return outcome.kind
        }, patience)
        .toBe('opened')
      return resendInMs
    }

    test('locks after three wrong tries, longer each time up to the longest, and unlocks by itself', async () => {
      const lockedFor: number[] = []
      for (const id of ['c1', 'c2', 'c3']) {
        await openWhenFree(id)
        expect(kinds([await guess(id), await guess(id)])).toEqual(['wrong', 'wrong'])
        const third = await guess(id)
        expect(third).toMatchObject({ kind: 'locked', by: 'this_try' })
        expect(await guess(id)).toMatchObject({ kind: 'locked', by: 'earlier' })
        lockedFor.push(third.kind === 'locked' ? third.retryInMs : 0)
      }
      const [first = 0, second = 0, third = 0] = lockedFor
      expect(first).toBeLessThanOrEqual(short.first)
      expect(second).toBeGreaterThan(short.first)
      expect(second).toBeLessThanOrEqual(2 * short.first)
      expect(third).toBeGreaterThan(2 * short.first)
      expect(third).toBeLessThanOrEqual(short.longest)
    })

    test('counts wrong tries over all codes; only a sign-in starts anew', async () => {
      await store.open(opening('c1'))
      await guess('c1')
      await guess('c1')
      await store.open(opening('c2'))
      expect(await guess('c2')).toMatchObject({ kind: 'locked', by: 'this_try' })
      await openWhenFree('c3')
      await store.answer(answering('c3'))
      await store.open(opening('c4'))
      expect(await guess('c4')).toMatchObject({ kind: 'wrong', triesLeft: 2 })
    })

    test('locks for a day once there are too many wrong tries in a day, though each lock before was short', async () => {
      const lock = { ...quickLock, firstMs: 1, longestMs: 1, wrongPerDay: 5 }
      await store.open(opening('c1'))
      for (let n = 0; n < 3; n += 1) await guess('c1', lock)
      await openWhenFree('c2')
      await guess('c2', lock)
      const last = await guess('c2', lock)
      expect(last).toMatchObject({ kind: 'locked', by: 'this_try' })
      expect(last.kind === 'locked' && last.retryInMs > lock.dayMs - 60_000).toBe(true)
    })

    test('makes the wait before another code twice as long each time, until a sign-in', async () => {
      const waits = { firstWaitMs: short.first, longestWaitMs: short.longest }
      expect(await openWhenFree('c1', waits)).toBeLessThanOrEqual(short.first)
      expect(
        await store.open({ ...opening('c2'), limits: { ...opening('').limits, ...waits } }),
      ).toMatchObject({
        kind: 'full',
        limit: 'wait',
      })
      const second = await openWhenFree('c2', waits)
      expect(second).toBeGreaterThan(short.first)
      expect(second).toBeLessThanOrEqual(2 * short.first)
      const third = await openWhenFree('c3', waits)
      expect(third).toBeGreaterThan(2 * short.first)
      expect(third).toBeLessThanOrEqual(short.longest)
      await store.answer(answering('c3'))
      expect(await openWhenFree('c4', waits)).toBeLessThanOrEqual(short.first)
    })

    test('has room again when the time of a limit is over', async () => {
      const limits = { perAccount: { most: 2, perMs: short.first } }
      await openWhenFree('c1', limits)
      await openWhenFree('c2', limits)
      expect(
        await store.open({ ...opening('c3'), limits: { ...opening('').limits, ...limits } }),
      ).toMatchObject({
        kind: 'full',
        limit: 'account',
      })
      await openWhenFree('c4', limits)
    })

    test('gives the terminal its unverified send back with the sign-in, and counts all sends all the same', async () => {
      const one = { most: 1, perMs: 60_000 }
      const limits = { ...opening('').limits, unverifiedPerTerminal: one }
      await store.open({ ...opening('c1'), limits })
      await store.answer(answering('c1'))
      expect(await store.open({ ...opening('c2', 'o2'), limits })).toMatchObject({ kind: 'opened' })
      await store.answer(answering('c2', true, 'o2'))
      const all = { ...limits, allPerTerminal: { most: 2, perMs: 60_000 } }
      expect(await store.open({ ...opening('c3'), limits: all })).toMatchObject({
        kind: 'full',
        limit: 'terminal',
      })
    })

    test('keeps to the daily cap of the installation', async () => {
      const limits = { ...opening('').limits, perInstallation: { most: 1, perMs: 60_000 } }
      await store.open({ ...opening('c1'), limits })
      expect(await store.open({ ...opening('c2', 'o2'), limits })).toMatchObject({
        kind: 'full',
        limit: 'installation',
      })
    })

    test('ends a session when its life is over', async () => {
      await store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await store.answer({ ...rest, session: { ...session, lifeMs: 30 } })
      await expect
        .poll(() => store.session(session.id), patience)
        .toEqual({ kind: 'over', reason: 'expired' })
      expect(await store.session('never started')).toEqual({ kind: 'over', reason: 'expired' })
    })

    test('ends the session of an officer whose role or number changes, not of one whose name does', async () => {
      const signIn = async (id: string, version: number) => {
        await store.open(opening(id))
        const { session, ...rest } = answering(id)
        const officer = { loginId: 'o1', mac: officerRow('o1', version).mac }
        await store.answer({ ...rest, session, officer })
        return session.id
      }
      const first = await signIn('c1', 1)
      await store.putOfficers([{ ...officerRow('o1', 2), name: 'Another' }], changing('changed'), ending)
      expect(await store.session(first)).toMatchObject({ kind: 'live' })
      const told: string[] = []
      const telling = (loginId: string, reason: string) => {
        told.push(`${loginId} ${reason}`)
        return entry(reason)
      }
      await store.putOfficers(
        [{ ...officerRow('o1', 3), role: 'administrator' }],
        changing('changed'),
        telling,
      )
      expect(await store.session(first)).toEqual({ kind: 'over', reason: 'changed' })
      const second = await signIn('c2', 3)
      await store.putOfficers(
        [{ ...officerRow('o1', 4), role: 'administrator', mobile: Buffer.from('n') }],
        changing('changed'),
        telling,
      )
      expect(await store.session(second)).toEqual({ kind: 'over', reason: 'changed' })
      expect(told).toEqual(['o1 changed', 'o1 changed'])
    })

    test('gives a refused send back, with its wait and its counts', async () => {
      const limits = { ...policy.send, perAccount: { most: 1, perMs: 60_000 } }
      await store.open({ ...opening('c1'), limits })
      expect(await store.void('c1', 'refused', entry('refused'))).toBe(true)
      expect(await store.void('c1', 'refused', entry('refused'))).toBe(false)
      expect(await store.open({ ...opening('c2'), limits })).toMatchObject({ kind: 'opened' })
      expect(await store.open({ ...opening('c3'), limits })).toMatchObject({ kind: 'full' })
    })

    test('says which limit is full', async () => {
      const one = { most: 1, perMs: 60_000 }
      const limits = { ...opening('').limits }
      await store.open(opening('c1'))
      const full = (part: Partial<OpenStep['limits']>, loginId = 'o1') =>
        store.open({ ...opening('c2', loginId), limits: { ...limits, ...part } })
      expect(await full({ perAccount: one })).toMatchObject({ kind: 'full', limit: 'account' })
      expect(await full({ unverifiedPerTerminal: one }, 'o2')).toMatchObject({
        kind: 'full',
        limit: 'terminal',
      })
    })

    test('has one session an officer and one a terminal', async () => {
      await store.open(opening('c1'))
      const first = answering('c1')
      await store.answer(first)
      await store.open(opening('c2', 'o2'))
      const second = answering('c2', true, 'o2')
      expect(await store.answer(second)).toMatchObject({ kind: 'signed_in', ended: ['o1'] })
      expect(await store.session(first.session.id)).toEqual({ kind: 'over', reason: 'elsewhere' })
      expect(await store.session(second.session.id)).toMatchObject({ kind: 'live' })
    })

    test('ends a session once, and says what ended it', async () => {
      await store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await store.answer({ session, ...rest })
      const before = ledger().length
      expect(await store.end(session.id, 'logout', entry('ended'))).toBe('ended')
      expect(await store.end(session.id, 'idle', entry('ended again'))).toBe('over')
      expect(await store.session(session.id)).toEqual({ kind: 'over', reason: 'logout' })
      expect(ledger().slice(before)).toMatchObject([{ outcome: 'ended' }])
    })

    test('tells a session that it knows nothing of from one that has ended, and writes of neither', async () => {
      const before = ledger().length
      expect(await store.end('never started', 'logout', entry('ended'))).toBe('gone')
      expect(ledger()).toHaveLength(before)
    })

    test('ends the session of an officer who is suspended', async () => {
      await store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await store.answer({ session, ...rest })
      await store.putOfficers([officerRow('o1', 2, 'suspended')], changing('suspended'), ending)
      expect(await store.session(session.id)).toEqual({ kind: 'over', reason: 'suspended' })
    })

    test('ends sessions and challenges that a restart finds', async () => {
      await store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await store.answer({ session, ...rest })
      await store.open(opening('c2', 'o2'))
      const ended: string[] = []
      await store.restart((what, subject) => {
        ended.push(`${what} ${subject}`)
        return entry('restart')
      })
      expect(ended).toEqual(['session o1', 'challenge o2'])
      expect(await store.session(session.id)).toEqual({ kind: 'over', reason: 'restart' })
      expect(await store.answer(answering('c2', true, 'o2'))).toEqual({ kind: 'void', reason: 'restart' })
    })

    test('writes officers all or none, and none over a row that has changed meanwhile', async () => {
      expect(
        await store.putOfficers([officerRow('o3'), officerRow('o1', 1)], changing('stale'), ending),
      ).toBe('stale')
      expect(await store.officer('o3')).not.toHaveProperty('row')
      expect(
        await store.putOfficers([officerRow('o3'), officerRow('o1', 2)], changing('written'), ending),
      ).toBe('written')
      expect((await store.officers()).map(({ loginId, version }) => [loginId, version])).toEqual([
        ['o1', 2],
        ['o2', 1],
        ['o3', 1],
      ])
    })

    test('lifts the locks of one account', async () => {
      await store.open(opening('c1'))
      await store.open(opening('c2', 'o2'))
      for (let n = 0; n < 3; n += 1) {
        await store.answer(answering('c1', false))
        await store.answer(answering('c2', false, 'o2'))
      }
      expect(await store.unlock('account-o1', entry('lifted'))).toBe(true)
      expect(await store.unlock('account-o1', entry('lifted'))).toBe(false)
      expect(await store.open(opening('c3'))).toMatchObject({ kind: 'opened' })
      expect(await store.open(opening('c4', 'o2'))).toMatchObject({ kind: 'locked' })
    })

    test('writes one ledger entry a step', async () => {
      const before = ledger().length
      await store.open(opening('c1'))
      await store.answer(answering('c1', false))
      await store.answer(answering('c1'))
      expect(
        ledger()
          .slice(before)
          .map(({ outcome }) => outcome),
      ).toEqual(['opened', 'wrong', 'signed_in'])
    })
  })
