import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { bury } from '../../main/store/redis/lua/session.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { administrationContract } from './administration.contract.ts'
import { newStation, redisStation } from './redis-station.ts'
import { answering, changing, ending, entry, officerRow, opening } from './steps.ts'
import { storeContract } from './store.contract.ts'
import { tour } from './tour.ts'

describeRedis('on one server', async () => {
  const server = await startRedis()

  /** A terminal; of the same station as others that are given the same name. */
  const terminal = (name = 't', station = newStation(), more = {}) => {
    const one = redisStation({
      settings: { url: server.url },
      folder: temporaryFolder(),
      station,
      terminal: name,
      ...more,
    })
    onTestFinished(one.store.close)
    return one
  }
  const put = async ({ store }: ReturnType<typeof terminal>) => {
    await store.putOfficers([officerRow('o1'), officerRow('o2')], changing('imported'), ending)
  }

  const create = async () => {
    const station = newStation()
    const { store, ledger } = terminal('t', station)
    const another = async (name: string) => terminal(name, station).store
    return { store, ledger: () => ledger().filter(({ outcome }) => outcome !== 'attempted'), another }
  }
  storeContract('Redis', create)
  administrationContract('Redis', create)

  test('scripts that the server has forgotten are loaded again', async () => {
    const station = newStation()
    const { store } = terminal('a', station)
    await store.officer('o1')
    await server.cli('SCRIPT', 'FLUSH')
    await tour(store, terminal('b', station).store)
  })

  test('everything that can expire does, a little after its time; the roster, its lists and the mark of its key do not', async () => {
    const station = newStation()
    const { store, prefix } = terminal('a', station)
    await tour(store, terminal('b', station).store)
    const keys = (await server.cli('KEYS', `${prefix}*`)).split('\n')
    const lasting: string[] = []
    for (const key of keys) {
      const ms = Number(await server.cli('PTTL', key))
      if (ms < 0) lasting.push(key.slice(prefix.length))
      const room = 10 * 60_000
      if (/:(challenge|open|opened)/.test(key)) expect(ms).toBeLessThanOrEqual(120_000 + room)
      if (/:rescue/.test(key)) expect(ms).toBeLessThanOrEqual(600_000)
      if (/:session/.test(key)) expect(ms).toBeLessThanOrEqual(8 * 3_600_000 + room)
      if (/:tally/.test(key)) expect(ms).toBeLessThanOrEqual(24 * 3_600_000 + room)
      if (/:account/.test(key)) expect(ms).toBeLessThanOrEqual(8 * 24 * 3_600_000 + room)
    }
    expect(lasting.sort()).toEqual([
      'administrators',
      'mark',
      'officers',
      'roster',
      'roster-buckets',
      'roster-root',
    ])
  })

  test('a code that was opened under another run of the server signs nobody in', async () => {
    const one = terminal()
    await put(one)
    await one.store.open(opening('c1'))
    await server.cli('HSET', `${one.prefix}challenge:c1`, 'run', '0'.repeat(40))
    expect(await one.store.answer(answering('c1'))).toEqual({ kind: 'void', reason: 'server_changed' })
  })

  test('locks and limits of a terminal are its own; waits and counts of an officer are the station\u2019s', async () => {
    const station = newStation()
    const [a, b] = [terminal('a', station), terminal('b', station)]
    await put(a)
    const limits = { ...opening('').limits, firstWaitMs: 60_000, longestWaitMs: 60_000 }
    await a.store.open({ ...opening('c1'), limits })
    for (let n = 0; n < 3; n += 1) await a.store.answer(answering('c1', false))
    expect(await a.store.open(opening('c2'))).toMatchObject({ kind: 'locked' })
    expect(await b.store.open(opening('c3'))).toMatchObject({ kind: 'full', limit: 'wait' })
    expect(await b.store.unlock('account-o1', entry('lifted'))).toBe(true)
    expect(await a.store.open(opening('c4'))).toMatchObject({ kind: 'opened' })
  })

  test('an officer who has signed in leaves no count behind, and sends of a minute are those of one terminal', async () => {
    const station = newStation()
    const [a, b] = [terminal('a', station), terminal('b', station)]
    await put(a)
    const limits = { ...opening('').limits, perAccount: { most: 1, perMs: 1 } }
    await a.store.open({ ...opening('c1'), limits })
    await a.store.answer(answering('c1', false))
    await a.store.answer(answering('c1'))
    const kept = await server.cli('HKEYS', `${a.prefix}account:account-o1`)
    expect(kept).toBe('sends/a')
    const once = { ...opening('').limits, perAccount: { most: 1, perMs: 60_000 } }
    expect(await a.store.open({ ...opening('c2'), limits: once })).toMatchObject({
      kind: 'full',
      limit: 'account',
    })
    expect(await b.store.open({ ...opening('c3'), limits: once })).toMatchObject({ kind: 'opened' })
  })

  test('an end at the own terminal tells nobody, one of another tells that one alone', async () => {
    const station = newStation()
    const [a, b, c] = [terminal('a', station), terminal('b', station), terminal('c', station)]
    await put(a)
    const heard: string[] = []
    for (const [name, { store }] of Object.entries({ a, b, c })) store.watch(() => heard.push(name))
    for (const at of [a, b, a]) {
      const id = randomUUID()
      await at.store.open(opening(id))
      await at.store.answer(answering(id))
    }
    await expect.poll(() => heard).toEqual(['a', 'b'])
    await a.store.restart(() => entry('restart'))
    await c.store.officer('o1')
    expect(heard).toEqual(['a', 'b'])
  })

  test('a try that comes after its session was given up starts none', async () => {
    const one = terminal()
    await put(one)
    await one.store.open(opening('c1'))
    const late = answering('c1')
    await one.link.run(bury, { id: late.session.id, reason: 'unconfirmed', terminal: 't', place: 'p' })
    expect(await one.store.answer(late)).toEqual({ kind: 'void', reason: 'unknown' })
    expect(await one.store.session(late.session.id)).toMatchObject({ kind: 'over' })
    expect(await one.store.answer(answering('c1'))).toMatchObject({ kind: 'signed_in' })
  })

  test('a server whose clock was set back by a year keeps people waiting as it says, and tells them of two days', async () => {
    const one = terminal()
    await put(one)
    const year = Date.now() + 365 * 86_400_000
    await server.cli('HSET', `${one.prefix}account:account-o1`, 'wrong/subject-o1/t', `3 ${year}`)
    expect(await one.store.open(opening('c1'))).toEqual({ kind: 'locked', retryInMs: 2 * 86_400_000 })
  })

  test('a newer code asked for at another terminal voids the older one here', async () => {
    const station = newStation()
    const [a, b] = [terminal('a', station), terminal('b', station)]
    await put(a)
    await a.store.open(opening('c1'))
    await b.store.open(opening('c2'))
    expect(await a.store.answer(answering('c1'))).toEqual({ kind: 'superseded' })
    expect(await b.store.answer(answering('c2'))).toMatchObject({ kind: 'signed_in' })
  })

  test('a sign-in elsewhere ends the session here, and tells this terminal where and how long ago', async () => {
    const station = newStation()
    const [a, b] = [terminal('a', station), terminal('b', station)]
    await put(a)
    const heard: string[] = []
    a.store.watch((sessionId) => heard.push(sessionId))
    await a.store.open(opening('c1'))
    const first = answering('c1')
    await a.store.answer(first)
    await b.store.open(opening('c2'))
    expect(await b.store.answer(answering('c2'))).toMatchObject({ kind: 'signed_in', ended: ['o1'] })
    await expect.poll(() => heard).toEqual([first.session.id])
    expect(await a.store.session(first.session.id)).toEqual({
      kind: 'over',
      reason: 'elsewhere',
      elsewhere: { place: 'place of b', agoMs: expect.any(Number) },
    })
  })

  test('sessions that began in the same millisecond are listed in one order, also behind one that has ended', async () => {
    const station = newStation()
    const [a, b, c] = [terminal('a', station), terminal('b', station), terminal('c', station)]
    await put(a)
    await a.store.putOfficers([officerRow('o3')], changing('imported'), ending)
    const ids: string[] = []
    for (const [{ store }, loginId] of [
      [a, 'o1'],
      [b, 'o2'],
      [c, 'o3'],
    ] as const) {
      const id = randomUUID()
      await store.open(opening(id, loginId))
      const step = answering(id, true, loginId)
      await store.answer(step)
      ids.push(step.session.id)
    }
    const expiresAt = await server.cli('HGET', `${a.prefix}session:${ids[0]}`, 'expiresAt')
    for (const id of ids) {
      await server.cli('HSET', `${a.prefix}session:${id}`, 'expiresAt', expiresAt)
      await server.cli('ZADD', `${a.prefix}sessions`, expiresAt, id)
    }
    const listed = async (before: string, most = 10) =>
      (await a.store.liveSessions({ before, most })).map(({ id }) => id)
    const [third = '', second = '', first = ''] = ids.toSorted()
    expect(await listed('')).toEqual([first, second, third])
    expect(await listed(first, 1)).toEqual([second])
    await a.store.end(second, 'administrator', entry('ended'))
    expect(await listed(second)).toEqual([third])
    expect(await listed(first)).toEqual([third])
    expect(await listed(third)).toEqual([])
  })

  test('a start ends what its own terminal left, and nothing of another', async () => {
    const station = newStation()
    const [a, b] = [terminal('a', station), terminal('b', station)]
    await put(a)
    const ofB = answering('c1')
    await b.store.open(opening('c1'))
    await b.store.answer(ofB)
    await b.store.open(opening('c2', 'o2'))
    await a.store.restart(() => entry('restart'))
    expect(await b.store.session(ofB.session.id)).toMatchObject({ kind: 'live' })
    expect(await b.store.answer(answering('c2', true, 'o2'))).toMatchObject({ kind: 'signed_in' })
  })

  test('a terminal with another station key is refused', async () => {
    const station = newStation()
    await put(terminal('a', station))
    const { store } = terminal('b', station, { mark: 'another' })
    await expect(store.officer('o1')).rejects.toThrow('it belongs to terminals with another station key')
  })

  test.each([
    ['no row', 'nonsense'],
    ['a list of something else', '[1,2,3]'],
    ['another state', '[1,"god","6f3131","officer","bQ==","N","R","S"]'],
  ])('what somebody writes by hand on the roster (%s) signs nobody in', async (_what, text) => {
    const one = terminal()
    await put(one)
    await one.store.open(opening('c1'))
    await server.cli('HSET', `${one.prefix}officers`, 'o1', text)
    expect(await one.store.answer(answering('c1'))).toMatchObject({
      kind: 'wrong',
      reason: 'officer_changed',
    })
    expect(await one.store.officer('o1')).toMatchObject({ row: { state: 'suspended', mac: Buffer.alloc(0) } })
  })

  test.each([
    ['no row', 'nonsense'],
    ['the beginning of one', '[7,"active"'],
    ['a list of something else', '[1,2,3]'],
    ['a number that is none', '["x"]'],
    ['a number under nought', '[-1,"active","6f3131","officer","bg==","N","R","S"]'],
    ['a number with an exponent', '[1e3,"active","6f3131","officer","bg==","N","R","S"]'],
    ['a number that has no next', `[${'9'.repeat(30)},"active","6f3131","officer","bg==","N","R","S"]`],
    ['a room before the number', '[ 4,"active","6f3131","officer","bg==","N","R","S"]'],
  ])(
    'an import over what somebody wrote by hand (%s) ends the session of that officer, and is the last word',
    async (_what, text) => {
      const one = terminal()
      await put(one)
      await one.store.open(opening('c1'))
      const { session, ...rest } = answering('c1')
      await one.store.answer({ session, ...rest })
      await server.cli('HSET', `${one.prefix}officers`, 'o1', text)
      const versionNow = async () => (await one.store.officer('o1')).row?.version ?? 0
      for (const what of ['imported', 'imported again']) {
        const row = officerRow('o1', (await versionNow()) + 1)
        expect(await one.store.putOfficers([row], changing(what), ending)).toBe('written')
        expect(await one.store.officer('o1')).toEqual({ row, vouched: true })
      }
      expect(await one.store.session(session.id)).toMatchObject({ kind: 'over', reason: 'changed' })
    },
  )

  test('a roster of thousands is put whole, and ends only the sessions that it must', async () => {
    const one = terminal()
    const many = Array.from({ length: 3000 }, (_, n) => officerRow(`many${n}`))
    await one.store.putOfficers(many, changing('imported'), ending)
    await put(one)
    expect(await one.store.officers()).toHaveLength(3002)
    await one.store.open(opening('c1', 'many7'))
    const seven = answering('c1', true, 'many7')
    await one.store.answer(seven)
    const next = many.map(({ loginId }) =>
      officerRow(loginId, 2, loginId === 'many7' ? 'suspended' : 'active'),
    )
    const ended: string[] = []
    await one.store.putOfficers(next, changing('imported'), (loginId, reason) => {
      ended.push(`${loginId} ${reason}`)
      return entry(reason)
    })
    expect(ended).toEqual(['many7 suspended'])
    expect(await one.store.officer('many2999')).toMatchObject({ row: { version: 2 } })
    expect(
      await one.store.putOfficers([officerRow('many1', 3), officerRow('many2', 2)], changing('x'), ending),
    ).toBe('stale')
    expect(await one.store.officer('many1')).toMatchObject({ row: { version: 2 } })
  })

  test('one connection carries commands and messages, and idle for ten seconds it stays the same one', async () => {
    const { store } = terminal()
    store.watch(() => undefined)
    await store.officer('o1')
    const connections = async () => (await server.cli('CLIENT', 'LIST', 'TYPE', 'normal')).match(/^id=\d+/gm)
    const subscribed = async () => (await server.cli('CLIENT', 'LIST', 'TYPE', 'pubsub')).match(/^id=\d+/gm)
    const before = await subscribed()
    expect(before).toHaveLength(1)
    const uptime = performance.now()
    await expect
      .poll(() => performance.now() - uptime, { timeout: 15_000, interval: 500 })
      .toBeGreaterThan(10_000)
    expect(await subscribed()).toEqual(before)
    // Nobody but the one who asks.
    expect(await connections()).toHaveLength(1)
  }, 20_000)
})
