import { beforeEach, describe, expect, test } from 'vitest'
import type { OpenStep, Store } from '../../main/store/store.ts'
import { answering, ending, entry, officerRow, opening, policy } from './steps.ts'

/** A store that is empty, and a look at the ledger that its steps write. */
export type StoreUnderTest = { store: Store; ledger: () => { event: string; outcome: string }[] }

/** What every store promises. No test here waits: time is judged by the store's own clock. */
export const storeContract = (name: string, create: () => Promise<StoreUnderTest>) =>
  describe(`the ${name} store`, () => {
    let store: Store
    let ledger: StoreUnderTest['ledger']
    beforeEach(async () => {
      ;({ store, ledger } = await create())
      await store.putOfficers([officerRow('o1'), officerRow('o2')], entry('imported'), ending)
    })
    const kinds = (answers: { kind: string }[]) => answers.map(({ kind }) => kind)

    test('starts one session for the right answer, and none for the same answer again', async () => {
      await store.open(opening('c1'))
      const first = answering('c1')
      expect(await store.answer(first)).toEqual({ kind: 'signed_in', ended: [] })
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
      await store.putOfficers([officerRow('o1', 2)], entry('changed'), ending)
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
      expect(await store.answer(second)).toEqual({ kind: 'signed_in', ended: ['o1'] })
      expect(await store.session(first.session.id)).toEqual({ kind: 'over', reason: 'elsewhere' })
      expect(await store.session(second.session.id)).toMatchObject({ kind: 'live' })
    })

    test('ends a session once, and says what ended it', async () => {
      await store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await store.answer({ session, ...rest })
      expect(await store.end(session.id, 'logout', entry('ended'))).toBe(true)
      expect(await store.end(session.id, 'idle', entry('ended'))).toBe(false)
      expect(await store.session(session.id)).toEqual({ kind: 'over', reason: 'logout' })
    })

    test('ends the session of an officer who is suspended', async () => {
      await store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await store.answer({ session, ...rest })
      await store.putOfficers([officerRow('o1', 2, 'suspended')], entry('suspended'), ending)
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
      expect(await store.putOfficers([officerRow('o3'), officerRow('o1', 1)], entry('stale'), ending)).toBe(
        'stale',
      )
      expect(await store.officer('o3')).toBeUndefined()
      expect(await store.putOfficers([officerRow('o3'), officerRow('o1', 2)], entry('written'), ending)).toBe(
        'written',
      )
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
