import { beforeEach, describe, expect, test } from 'vitest'
import type { OfficerRow, Store } from '../../main/store/store.ts'
import { answering, changing, ending, entry, officerRow, opening } from './steps.ts'
import { patience, type StoreUnderTest } from './store.contract.ts'

/** What every store promises to administrators. */
export const administrationContract = (name: string, create: () => Promise<StoreUnderTest>) =>
  describe(`the ${name} store, for administrators,`, () => {
    let store: Store
    let ledger: StoreUnderTest['ledger']
    let another: StoreUnderTest['another']
    const put = (...rows: OfficerRow[]) => store.putOfficers(rows, changing('changed'), ending)
    const administrator = (loginId: string, version = 1, state: OfficerRow['state'] = 'active') =>
      ({ ...officerRow(loginId, version, state), role: 'administrator' }) as const
    const find = async (text: string, after = '', most = 50) =>
      (await store.findOfficers({ text, after, most })).map(({ loginId }) => loginId)
    const made = async (loginId: string) => (await store.officer(loginId)).rescue
    const signIn = async (id: string, loginId = 'o1', at = store) => {
      await at.open(opening(id, loginId))
      const step = answering(id, true, loginId)
      expect(await at.answer(step)).toMatchObject({ kind: 'signed_in' })
      return step.session.id
    }
    beforeEach(async () => {
      ;({ store, ledger, another } = await create())
      await put(officerRow('o1'), officerRow('o2'))
    })

    test('finds officers by login ID, name or station, in capitals or not, and in no other field', async () => {
      await put(
        { ...officerRow('kavitha'), name: 'R. Selvi', rank: 'Inspector', station: 'Harbour' },
        { ...officerRow('murugan'), name: 'KAVITHA Murugan', rank: 'Constable', station: 'Egmore' },
        { ...officerRow('selvi'), name: 'முருகன் செல்வி', rank: 'Constable', station: 'HARBOUR (North)' },
      )
      expect(await find('kavitha')).toEqual(['kavitha', 'murugan'])
      expect(await find('HARBOUR')).toEqual(['kavitha', 'selvi'])
      expect(await find('selvi')).toEqual(['kavitha', 'selvi'])
      expect(await find('செல்வி')).toEqual(['selvi'])
      expect(await find('Constable')).toEqual([])
      expect(await find('administrator')).toEqual([])
      expect(await find('')).toEqual(['kavitha', 'murugan', 'o1', 'o2', 'selvi'])
      expect(await store.findOfficers({ text: 'egmore', after: '', most: 1 })).toEqual([
        { ...officerRow('murugan'), name: 'KAVITHA Murugan', rank: 'Constable', station: 'Egmore' },
      ])
    })

    test.each(['%', '_', '[a-z]', '.', '"', '\\', '/', "'", '%d', '*'])(
      'takes %s in a search for what it is',
      async (sign) => {
        await put({ ...officerRow('odd'), name: `A${sign}B` }, { ...officerRow('plain'), name: 'A B' })
        expect(await find(`a${sign}b`)).toEqual(['odd'])
      },
    )

    test('finds in a roster of thousands, in pages, to the last one', async () => {
      const many = Array.from({ length: 5000 }, (_, n) => officerRow(`many${String(n).padStart(4, '0')}`))
      await put(...many, { ...officerRow('zz'), name: 'The Last' })
      expect(await find('the last')).toEqual(['zz'])
      expect(await find('nobody at all')).toEqual([])
      const first = await find('many', '', 3)
      expect(first).toEqual(['many0000', 'many0001', 'many0002'])
      expect(await find('many', first.at(-1), 2)).toEqual(['many0003', 'many0004'])
      expect(await find('many', 'many4997')).toEqual(['many4998', 'many4999'])
      expect(await find('', '', 10_000)).toHaveLength(5003)
      expect(await find('', 'zz')).toEqual([])
    })

    test('finds the same in a large roster however often it is asked, and what was written between two searches', async () => {
      const named = (n: number) => ({
        ...officerRow(`many${String(n).padStart(4, '0')}`),
        name: `Officer ${n} Kavitha`,
        station: `Harbour ${n % 50}`,
      })
      await put(...Array.from({ length: 5000 }, (_, n) => named(n)))
      const texts = ['officer 4321 k', 'HARBOUR 49', 'many49', 'nobody', 'ka', 'vitha', 'many0000', '']
      const all = () => Promise.all(texts.map((text) => find(text, 'many0100', 10_000)))
      const first = await all()
      expect(first.map((found) => found.length)).toEqual([1, 98, 100, 0, 4899, 4899, 0, 4901])
      for (let n = 0; n < 3; n += 1) expect(await all()).toEqual(first)
      await put(
        { ...officerRow('aaa'), name: 'Thamarai' },
        { ...officerRow('many2500a'), station: 'Thamarai' },
        { ...named(2501), version: 2, name: 'Thamarai' },
        officerRow('zz-thamarai'),
      )
      for (let n = 0; n < 3; n += 1) {
        expect(await find('thamarai')).toEqual(['aaa', 'many2500a', 'many2501', 'zz-thamarai'])
        expect(await find('thamarai', 'many2500a', 1)).toEqual(['many2501'])
        expect(await find('officer 2501 k')).toEqual([])
      }
    })

    test('shows an officer as he is now, and none whose import was refused', async () => {
      await put({ ...officerRow('o1', 2), name: 'Another' })
      expect(await find('another')).toEqual(['o1'])
      expect(await put(officerRow('o3'), officerRow('o1', 1))).toBe('stale')
      expect(await find('')).toEqual(['o1', 'o2'])
    })

    test('knows whether somebody is on the roster', async () => {
      const empty = await create()
      expect(await empty.store.hasOfficers()).toBe(false)
      expect(await empty.store.officer('o1')).toEqual({ vouched: true })
      expect(await store.hasOfficers()).toBe(true)
    })

    test('vouches for what it has written, and for whom it does not know', async () => {
      await put(officerRow('o1', 2), officerRow('o3'))
      for (const [loginId, version] of [
        ['o1', 2],
        ['o2', 1],
        ['o3', 1],
      ] as const) {
        expect(await store.officer(loginId)).toEqual({ row: officerRow(loginId, version), vouched: true })
      }
      expect(await store.officer('o4')).toEqual({ vouched: true })
      expect(await store.unvouched()).toEqual([])
    })

    test('does not let the last active administrator go, and then writes nothing', async () => {
      await put(administrator('a1'), administrator('a2'))
      expect(await put(administrator('a1', 2, 'suspended'))).toBe('written')
      for (const last of [administrator('a2', 2, 'suspended'), officerRow('a2', 2)]) {
        expect(await put(officerRow('o3'), last)).toBe('last_administrator')
      }
      expect(await store.officer('a2')).toMatchObject({ row: administrator('a2') })
      expect(await store.officer('o3')).not.toHaveProperty('row')
      expect(await put(officerRow('a2', 2), administrator('a1', 3))).toBe('written')
      expect(await put(administrator('a1', 4, 'suspended'))).toBe('last_administrator')
      expect(await put(administrator('a1', 4), administrator('o2', 2))).toBe('written')
      expect(await put(officerRow('a1', 5))).toBe('written')
    })

    test('lets officers change while there is no administrator', async () => {
      expect(await put(officerRow('o1', 2, 'suspended'))).toBe('written')
    })

    test('keeps a code that was made for an officer until its time is over, or another is made', async () => {
      const rescue = { loginId: 'o1', digest: Buffer.alloc(32, 5), lifeMs: 600_000 }
      expect(await made('o1')).toBeUndefined()
      await store.putRescue(rescue, [entry('made'), entry('told')])
      expect(
        ledger()
          .slice(-2)
          .map(({ outcome }) => outcome),
      ).toEqual(['made', 'told'])
      expect(await made('o2')).toBeUndefined()
      const kept = await made('o1')
      expect(kept?.digest).toEqual(rescue.digest)
      expect(kept?.expiresInMs).toBeLessThanOrEqual(600_000)
      expect(kept?.expiresInMs).toBeGreaterThan(540_000)
      await store.putRescue({ ...rescue, digest: Buffer.alloc(32, 6) }, [entry('made')])
      expect(await made('o1')).toMatchObject({ digest: Buffer.alloc(32, 6) })
      await store.putRescue({ ...rescue, lifeMs: 30 }, [entry('made')])
      await expect.poll(() => made('o1'), patience).toBeUndefined()
    })

    test('takes such a code only while it is the one that was made last, also where its challenge was opened before', async () => {
      const { digest } = opening('c1').challenge
      const make = (digest: Buffer) =>
        store.putRescue({ loginId: 'o1', digest, lifeMs: 600_000 }, [entry('made')])
      const attempt = (id: string) => store.answer({ ...answering(id), madeFor: 'o1' })
      await make(digest)
      await store.open(opening('c1'))
      await make(Buffer.alloc(32, 6))
      expect(await attempt('c1')).toEqual({ kind: 'superseded' })
      await make(digest)
      await store.open(opening('c2'))
      expect(await attempt('c2')).toMatchObject({ kind: 'signed_in' })
      await store.open(opening('c3'))
      expect(await attempt('c3')).toEqual({ kind: 'void', reason: 'spent' })
    })

    test('ends such a code with a sign-in of that officer, not with a wrong try or another’s sign-in', async () => {
      for (const loginId of ['o1', 'o2']) {
        await store.putRescue({ loginId, digest: Buffer.alloc(32, 5), lifeMs: 600_000 }, [entry('made')])
      }
      await store.open(opening('c1'))
      await store.answer(answering('c1', false))
      expect(await made('o1')).toBeDefined()
      await store.answer(answering('c1'))
      expect(await made('o1')).toBeUndefined()
      expect(await made('o2')).toBeDefined()
    })

    test('shows the sessions that live, the newest first, from one on, and where they are', async () => {
      expect(await store.liveSessions({ before: '', most: 10 })).toEqual([])
      const first = await signIn('c1')
      const there = await another('u')
      await expect.poll(() => Date.now()).toBeGreaterThan(await lastStart(store))
      const second = await signIn('c2', 'o2', there)
      const all = await store.liveSessions({ before: '', most: 10 })
      expect(all).toMatchObject([
        { id: second, loginId: 'o2', place: 'place of u', here: false },
        { id: first, loginId: 'o1', place: 'place of t', here: true },
      ])
      for (const { startedForMs, idleForMs, expiresInMs } of all) {
        expect(startedForMs).toBeGreaterThanOrEqual(0)
        expect(startedForMs).toBeLessThan(60_000)
        expect(idleForMs).toBeLessThan(60_000)
        expect(expiresInMs).toBeGreaterThan(7 * 3_600_000)
      }
      expect(await store.liveSessions({ before: '', most: 1 })).toMatchObject([{ id: second }])
      expect(await store.liveSessions({ before: second, most: 1 })).toMatchObject([{ id: first }])
      expect(await store.liveSessions({ before: first, most: 1 })).toEqual([])
      expect(await store.liveSessions({ before: 'none', most: 1 })).toEqual([])
      await store.touch(first, Date.now() - 120_000)
      const touched = await store.liveSessions({ before: second, most: 1 })
      expect(touched[0]?.idleForMs).toBeGreaterThanOrEqual(115_000)
      expect(await there.liveSessions({ before: second, most: 1 })).toMatchObject([
        { id: first, here: false },
      ])
      await store.end(second, 'administrator', entry('ended'))
      expect(await store.session(second)).toMatchObject({ kind: 'over', reason: 'administrator' })
      expect(await store.liveSessions({ before: '', most: 10 })).toMatchObject([{ id: first }])
    })

    test('goes on behind a session that has ended meanwhile', async () => {
      const first = await signIn('c1')
      const [u, v] = [await another('u'), await another('v')]
      await put(officerRow('o3'))
      await expect.poll(() => Date.now()).toBeGreaterThan(await lastStart(store))
      const second = await signIn('c2', 'o2', u)
      await expect.poll(() => Date.now()).toBeGreaterThan(await lastStart(store))
      const third = await signIn('c3', 'o3', v)
      expect(await store.liveSessions({ before: '', most: 2 })).toMatchObject([{ id: third }, { id: second }])
      await store.end(second, 'administrator', entry('ended'))
      expect(await store.liveSessions({ before: second, most: 2 })).toMatchObject([{ id: first }])
      await store.end(third, 'administrator', entry('ended'))
      expect(await store.liveSessions({ before: third, most: 2 })).toMatchObject([{ id: first }])
      expect(await store.liveSessions({ before: first, most: 2 })).toEqual([])
    })

    test('shows no session whose life is over', async () => {
      await store.open(opening('c1'))
      const step = answering('c1')
      await store.answer({ ...step, session: { ...step.session, lifeMs: 30 } })
      await expect.poll(() => store.liveSessions({ before: '', most: 10 }), patience).toEqual([])
    })

    test('spends a code that only confirms who somebody is: no session begins or ends', async () => {
      const live = await signIn('c1')
      await store.open(opening('c2'))
      const { session: _, ...confirming } = answering('c2')
      expect(await store.answer({ ...confirming, digest: Buffer.alloc(32) })).toMatchObject({ kind: 'wrong' })
      expect(await store.answer(confirming)).toEqual({ kind: 'signed_in', ended: [], wrongBefore: 1 })
      expect(await store.answer(confirming)).toEqual({ kind: 'void', reason: 'spent' })
      expect(await store.session(live)).toMatchObject({ kind: 'live' })
      expect(await store.liveSessions({ before: '', most: 10 })).toMatchObject([{ id: live }])
    })

    test('tells with a sign-in how many wrong tries in a row came before it, over all codes', async () => {
      await store.open(opening('c1'))
      await store.answer(answering('c1', false))
      await store.open(opening('c2'))
      await store.answer(answering('c2', false))
      expect(await store.answer(answering('c2'))).toMatchObject({ kind: 'signed_in', wrongBefore: 2 })
      await store.open(opening('c3'))
      expect(await store.answer(answering('c3'))).toMatchObject({ kind: 'signed_in', wrongBefore: 0 })
    })

    test('writes all entries of a step, in their order, before those of the sessions that it ended', async () => {
      const twice = ({ kind }: { kind: string }) =>
        kind === 'attempted' ? [entry(kind)] : [entry(kind), entry(`flag ${kind}`)]
      await signIn('c0')
      const before = ledger().length
      await store.open({ ...opening('c1'), record: twice })
      await store.answer({ ...answering('c1', false), record: twice })
      await store.answer({ ...answering('c1'), record: twice })
      expect(
        ledger()
          .slice(before)
          .map(({ outcome }) => outcome),
      ).toEqual(['opened', 'flag opened', 'wrong', 'flag wrong', 'signed_in', 'flag signed_in', 'ended o1'])
    })

    const setUp = Buffer.alloc(32, 8)
    const use = (digest: Buffer) => store.trySetUpCode(digest, 3, ({ kind }) => entry(kind))

    test('takes the code of the first-run screen once', async () => {
      expect(await use(setUp)).toEqual({ kind: 'over' })
      await store.putSetUpCode({ digest: setUp, lifeMs: 600_000 }, entry('made'))
      expect(await use(Buffer.alloc(32))).toEqual({ kind: 'wrong', triesLeft: 2 })
      expect(await use(setUp)).toEqual({ kind: 'right' })
      expect(await use(setUp)).toEqual({ kind: 'over' })
      const outcomes = ledger().map(({ outcome }) => outcome)
      expect(outcomes.slice(-5)).toEqual(['over', 'made', 'wrong', 'right', 'over'])
    })

    test('ends it after three wrong tries, with its time, and with a newer one', async () => {
      await store.putSetUpCode({ digest: setUp, lifeMs: 600_000 }, entry('made'))
      const wrong = [await use(Buffer.alloc(32)), await use(Buffer.alloc(32)), await use(Buffer.alloc(32))]
      expect(wrong).toEqual([2, 1, 0].map((triesLeft) => ({ kind: 'wrong', triesLeft })))
      expect(await use(setUp)).toEqual({ kind: 'over' })
      await store.putSetUpCode({ digest: setUp, lifeMs: 0 }, entry('made'))
      expect(await use(setUp)).toEqual({ kind: 'over' })
      await store.putSetUpCode({ digest: setUp, lifeMs: 600_000 }, entry('made'))
      await store.putSetUpCode({ digest: Buffer.alloc(32, 9), lifeMs: 600_000 }, entry('made'))
      expect(await use(setUp)).toEqual({ kind: 'wrong', triesLeft: 2 })
    })

    test('of ten right set-up codes at once takes one', async () => {
      await store.putSetUpCode({ digest: setUp, lifeMs: 600_000 }, entry('made'))
      const answers = await Promise.all(Array.from({ length: 10 }, () => use(setUp)))
      expect(answers.filter(({ kind }) => kind === 'right')).toHaveLength(1)
    })

    test('shows the ledger a page at a time', async () => {
      await store.note({ ...entry('one'), subject: 'somebody' })
      await store.note({ ...entry('two'), subject: 'somebody' })
      const page = await store.ledgerPage({ subject: 'somebody', most: 1 })
      expect(page).toMatchObject([{ outcome: 'two', subject: 'somebody' }])
      const earlier = await store.ledgerPage({ subject: 'somebody', before: page[0]?.seq ?? 0, most: 5 })
      expect(earlier).toMatchObject([{ outcome: 'one' }])
    })
  })

/** So that a later session starts at a later time, by the store's own clock. */
const lastStart = async (store: Store) => {
  const [newest] = await store.liveSessions({ before: '', most: 1 })
  return Date.now() - (newest?.startedForMs ?? 0)
}
