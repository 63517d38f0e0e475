import { expect, onTestFinished, test } from 'vitest'
import type { OfficerRow } from '../../main/store/store.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { newStation, redisStation } from './redis-station.ts'
import { changing, ending, entry, officerRow } from './steps.ts'

/** A station with some officers on a server, and somebody who can write there. */
const start = async () => {
  const server = await startRedis()
  const [folder, station] = [temporaryFolder(), newStation()]
  /** The same name is the same terminal, as after a restart or in a task. */
  const terminal = (name = 'one') => {
    const opened = redisStation({ settings: { url: server.url }, folder, station, terminal: name })
    onTestFinished(opened.store.close)
    return opened
  }
  type Terminal = ReturnType<typeof terminal>
  const one = terminal()
  const put = (rows: OfficerRow[], { store }: Terminal = one) =>
    store.putOfficers(rows, changing('changed'), ending)
  await put(['o1', 'o2', 'o3'].map((loginId) => officerRow(loginId)))
  const key = (name: string) => `${one.prefix}${name}`
  /** Keeps what a hash on the server says now; the returned function puts it back. */
  const copyOf = async (name: string) => {
    const copy = `${key(name)}-copy`
    await server.cli('COPY', key(name), copy, 'REPLACE')
    return async () => {
      await server.cli('COPY', copy, key(name), 'REPLACE')
    }
  }
  const copyOfAll = async () => {
    const copies = await Promise.all(['officers', 'roster-buckets', 'roster-root'].map(copyOf))
    return async () => {
      for (const putBack of copies) await putBack()
    }
  }
  /** Of four login IDs, one of them nobody's, those whom a terminal does not vouch for. */
  const strangers = async ({ store }: Terminal = one) => {
    const looked = await Promise.all(
      ['o1', 'o2', 'o3', 'nobody'].map(async (loginId) => ({ loginId, ...(await store.officer(loginId)) })),
    )
    return looked.filter(({ vouched }) => !vouched).map(({ loginId }) => loginId)
  }
  return { ...one, one, server, key, terminal, put, copyOf, copyOfAll, strangers }
}

const everybody = ['o1', 'o2', 'o3', 'nobody']

describeRedis('the roster on a shared server', () => {
  test('is vouched for by every terminal, each of which writes once that it has seen it', async () => {
    const { terminal, strangers, ledger } = await start()
    const two = terminal('two')
    expect(await strangers()).toEqual([])
    expect(await strangers(two)).toEqual([])
    expect(await two.store.unvouched()).toEqual([])
    const seen = { event: 'roster_seen', outcome: 'newer', reason: expect.stringMatching(/^number 1 root /) }
    expect(two.ledger()).toEqual([expect.objectContaining(seen)])
    expect(ledger().filter(({ event }) => event === 'roster_seen')).toEqual([expect.objectContaining(seen)])
  })

  test('tells an older copy of a row, with and without its bucket', async () => {
    const { put, copyOf, strangers, store, terminal } = await start()
    const [row, bucket] = [await copyOf('officers'), await copyOf('roster-buckets')]
    await put([officerRow('o1', 2, 'suspended')])
    await row()
    expect(await strangers()).toEqual(['o1'])
    expect(await store.unvouched()).toEqual(['o1'])
    await bucket()
    expect(await strangers()).toEqual(['o1'])
    expect(await strangers(terminal('two'))).toEqual(['o1'])
    // Writing it anew is what an import does.
    await put([officerRow('o1', 2, 'suspended')])
    expect(await strangers()).toEqual([])
  })

  test.each([
    ['changed', 'HSET', 'officers', 'o2', '[1,"active","00","administrator","","","",""]'],
    ['no row', 'HSET', 'officers', 'o2', 'x'],
    ['taken away', 'HDEL', 'officers', 'o2'],
  ])('tells a row that is %s', async (_what, command, name, ...rest) => {
    const { server, key, strangers, store } = await start()
    await server.cli(command, key(name), ...rest)
    expect(await strangers()).toEqual(['o2'])
    expect(await store.unvouched()).toEqual(['o2'])
  })

  test('that is older as a whole is refused by each terminal that has seen a newer one, after a restart as well', async () => {
    const { put, copyOfAll, strangers, terminal, logged } = await start()
    const [two, three] = [terminal('two'), terminal('three')]
    const older = await copyOfAll()
    await put([officerRow('o1', 2, 'suspended')])
    expect(await strangers(two)).toEqual([])
    await older()
    expect(await strangers()).toEqual(everybody)
    expect(await strangers(two)).toEqual(everybody)
    expect(await strangers(terminal('two'))).toEqual(everybody)
    expect(await strangers(two)).toEqual(everybody)
    expect(
      logged.filter((line) => line.includes('number 1, and this terminal has seen number 2')),
    ).toHaveLength(1)
    // It has never looked at the newer one: nothing here could tell it.
    expect(await strangers(three)).toEqual([])
  })

  test('is put right by an import at a terminal that has seen the newest, for every terminal', async () => {
    const { put, copyOfAll, strangers, terminal, store } = await start()
    const two = terminal('two')
    const older = await copyOfAll()
    await put([officerRow('o1', 2, 'suspended')])
    await strangers(two)
    await older()
    expect((await store.unvouched()).sort()).toEqual(['o1', 'o2', 'o3'])
    expect(await put(['o1', 'o2'].map((loginId) => officerRow(loginId, 2)))).toBe('written')
    // One who is not in the import is not vouched for by it.
    expect(await strangers()).toEqual(['o3'])
    expect(await strangers(two)).toEqual(['o3'])
  })

  test.each([
    ['another number', 'number', '9'],
    ['no number', 'number', ''],
    ['another MAC', 'mac', '00'.repeat(32)],
    ['no MAC at all', 'mac', 'x'],
    ['other hashes', 'hashes', 'AAAA'],
  ])('with %s in its root is nobody’s, until an import', async (_what, field, value) => {
    const { server, key, strangers, terminal, put } = await start()
    await server.cli('HSET', key('roster-root'), field, value)
    const two = terminal('two')
    expect(await strangers(two)).toEqual(everybody)
    expect(
      await put(
        ['o1', 'o2', 'o3'].map((loginId) => officerRow(loginId, 2)),
        two,
      ),
    ).toBe('written')
    expect(await strangers(two)).toEqual([])
  })

  test('is nobody’s where the terminal’s own entry about it was changed by hand', async () => {
    const { db, strangers, put, store } = await start()
    db.exec(`UPDATE ledger SET reason = 'number 0' WHERE event = 'roster_seen'`)
    expect(await strangers()).toEqual(everybody)
    expect(await store.hasOfficers()).toBe(true)
    await put(['o1', 'o2', 'o3'].map((loginId) => officerRow(loginId, 2)))
    expect(await strangers()).toEqual([])
  })

  test('that was deleted is not taken for one that never was', async () => {
    const { server, key, store, terminal } = await start()
    await server.cli('DEL', ...['officers', 'roster', 'roster-buckets', 'roster-root'].map(key))
    expect(await store.hasOfficers()).toBe(true)
    expect(await terminal('new').store.hasOfficers()).toBe(false)
  })

  test('takes changes of many terminals at once, and loses none', async () => {
    const { terminal, strangers, put } = await start()
    const names = Array.from({ length: 6 }, (_, n) => `t${n}`)
    const terminals = names.map((name) => terminal(name))
    const outcomes = await Promise.all(terminals.map((at, n) => put([officerRow(`new${n}`)], at)))
    expect(new Set(outcomes)).toEqual(new Set(['written']))
    for (const at of terminals) {
      expect(await at.store.unvouched()).toEqual([])
      const found = await Promise.all(names.map((_, n) => at.store.officer(`new${n}`)))
      expect(found.every(({ row, vouched }) => row && vouched)).toBe(true)
    }
    expect(await strangers()).toEqual([])
  })

  test('is still known when the entry that told of it is too old to be kept', async () => {
    const { records, db, copyOfAll, put, strangers } = await start()
    const older = await copyOfAll()
    await put([officerRow('o1', 2, 'suspended')])
    const seen = db
      .prepare<[], number>(`SELECT max(seq) FROM ledger WHERE event = 'roster_seen'`)
      .pluck()
      .get()
    await records.note(entry('later'))
    const [row] = await records.ledgerSlice((seen ?? 0) - 1, 1)
    if (!row) throw new Error('no entry')
    const again = [
      {
        event: row.event,
        actor: row.actor,
        subject: row.subject,
        outcome: row.outcome,
        reason: row.reason ?? '',
      },
    ]
    const pruned = { ...entry('pruned'), event: 'ledger_prune', reason: 'up_to' } as const
    const upTo = { seq: row.seq, mac: row.mac, signature: Buffer.alloc(0) }
    expect(await records.prune({ carried: again, upTo, entry: pruned })).toBe(true)
    expect(await strangers()).toEqual([])
    await older()
    expect(await strangers()).toEqual(everybody)
  })
})
