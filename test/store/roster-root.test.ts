import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../main/clock.ts'
import type { OfficerRow } from '../../main/store/store.ts'
import { createVault } from '../../main/vault/vault.ts'
import { temporaryFolder } from '../station.ts'
import { sqliteStation } from './sqlite-station.ts'
import { changing, ending, entry, officerRow } from './steps.ts'

const vault = createVault(Buffer.alloc(32, 7))
const bucketOf = (loginId: string) => createHash('sha256').update(loginId).digest().readUInt16BE(0) >> 6
/** The first login ID of this form that another one shares its bucket with. */
const mateOf = (loginId: string) => {
  for (let n = 0; ; n += 1) if (bucketOf(`mate${n}`) === bucketOf(loginId)) return `mate${n}`
}
const mate = mateOf('o1')
const onRoster = ['o1', 'o2', 'o3', mate]

/** A station with some officers, and somebody with another program on its file. */
const start = async () => {
  const file = join(temporaryFolder(), 'station.db')
  /** The same terminal, as after a restart or in a task. */
  const open = () => {
    const station = sqliteStation(file, systemClock('boot-1'), 't', vault)
    onTestFinished(() => void station.db.close())
    return station
  }
  const station = open()
  const hand = new Database(file)
  onTestFinished(() => void hand.close())
  const put = (rows: OfficerRow[], { store } = station) =>
    store.putOfficers(rows, changing('changed'), ending)
  await put(onRoster.map((loginId) => officerRow(loginId)))
  /** Keeps what a table says now; the returned function puts it back. */
  const copyOf = (table: string, where = 'true') => {
    const rows = hand.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${where}`).all()
    return () => {
      for (const row of rows) {
        const names = Object.keys(row)
        hand
          .prepare(`INSERT OR REPLACE INTO ${table} (${names}) VALUES (${names.map((name) => `@${name}`)})`)
          .run(row)
      }
    }
  }
  /** Of those on the roster, whom the program does not vouch for: this one, and one that starts now. */
  const strangers = async () => {
    const seen = await Promise.all(
      [station, open()].map(async ({ store }) => {
        const looked = await Promise.all(
          [...onRoster, 'o9', 'o10'].map(async (loginId) => ({ loginId, ...(await store.officer(loginId)) })),
        )
        const found = looked.filter(({ vouched }) => !vouched).map(({ loginId }) => loginId)
        expect((await store.unvouched()).sort()).toEqual(found.toSorted())
        return found
      }),
    )
    expect(seen[1]).toEqual(seen[0])
    return seen[0]
  }
  return { ...station, open, hand, put, copyOf, strangers }
}

test.each([
  ['a number', `UPDATE officer SET mobile = x'00' WHERE login_id = 'o1'`],
  ['a role', `UPDATE officer SET role = 'administrator' WHERE login_id = 'o1'`],
  ['a suspended flag', `UPDATE officer SET state = 'suspended' WHERE login_id = 'o1'`],
  ['a name', `UPDATE officer SET name = 'Another' WHERE login_id = 'o1'`],
  ['a station', `UPDATE officer SET station = 'Another' WHERE login_id = 'o1'`],
  ['a version', `UPDATE officer SET version = 2 WHERE login_id = 'o1'`],
  ['a MAC', `UPDATE officer SET mac = x'00' WHERE login_id = 'o1'`],
  ['a row that is deleted', `DELETE FROM officer WHERE login_id = 'o1'`],
])('%s, changed by hand: that officer is not vouched for, everybody else is', async (_what, sql) => {
  const { hand, strangers } = await start()
  expect(await strangers()).toEqual([])
  expect(hand.prepare(sql).run().changes).toBe(1)
  expect(await strangers()).toEqual(['o1'])
})

test('a row of another database is not vouched for', async () => {
  const other = await start()
  await other.put([officerRow('o9')])
  const row = other.hand.prepare(`SELECT * FROM officer WHERE login_id = 'o9'`).get()
  const { hand, strangers } = await start()
  const columns = 'login_id, name, rank, station, role, state, mobile, version, mac'
  hand.prepare(`INSERT INTO officer (${columns}) VALUES (${columns.replace(/\w+/g, '@$&')})`).run(row)
  expect(await strangers()).toEqual(['o9'])
})

test('an older copy of a row is not vouched for after a single change', async () => {
  const { put, copyOf, strangers } = await start()
  const putBack = copyOf('officer', `login_id = 'o1'`)
  await put([{ ...officerRow('o1', 2), mobile: Buffer.from('new number') }])
  expect(await strangers()).toEqual([])
  putBack()
  expect(await strangers()).toEqual(['o1'])
})

test('an older copy of a row is not vouched for after an import', async () => {
  const { put, copyOf, strangers } = await start()
  const putBack = copyOf('officer', `login_id = 'o1'`)
  await put([...onRoster.map((loginId) => officerRow(loginId, 2)), officerRow('o10')])
  putBack()
  expect(await strangers()).toEqual(['o1'])
})

test('an older copy of a row that an import did not touch, from before an earlier change, is not vouched for', async () => {
  const { put, copyOf, strangers } = await start()
  const putBack = copyOf('officer', `login_id = 'o1'`)
  await put([officerRow('o1', 2)])
  await put([officerRow('o2', 2), officerRow('o3', 2)])
  putBack()
  expect(await strangers()).toEqual(['o1'])
})

test('an older row with the older text of its bucket: nobody of that bucket is vouched for', async () => {
  const { put, copyOf, strangers } = await start()
  const putBack = [copyOf('officer', `login_id = 'o1'`), copyOf('roster_bucket')]
  await put([officerRow('o1', 2)])
  for (const back of putBack) back()
  expect(await strangers()).toEqual(['o1', mate])
})

test('an older roster with all that belongs to it does not fit the ledger: nobody is vouched for when the program starts', async () => {
  const { put, copyOf, open } = await start()
  const putBack = ['officer', 'roster_bucket', 'roster_root'].map((table) => copyOf(table))
  await put([officerRow('o1', 2)])
  for (const back of putBack) back()
  const { store } = open()
  expect((await store.unvouched()).sort()).toEqual(onRoster.toSorted())
  expect(await store.officer('o2')).toEqual({ row: officerRow('o2'), vouched: false })
})

test('with a root of his own in the ledger nobody gets further: the entry does not fit its MAC', async () => {
  const { hand, open, copyOf, put } = await start()
  const before = hand.prepare('SELECT reason FROM ledger ORDER BY seq DESC LIMIT 1').pluck().get()
  const putBack = ['officer', 'roster_bucket', 'roster_root'].map((table) => copyOf(table))
  await put([officerRow('o1', 2)])
  for (const back of putBack) back()
  hand.prepare('UPDATE ledger SET reason = ? WHERE seq = (SELECT max(seq) FROM ledger)').run(before)
  expect(await open().store.officer('o1')).toMatchObject({ vouched: false })
})

test('an entry about the roster that disappears while the program runs: nobody is vouched for', async () => {
  const { hand, store, copyOf, put } = await start()
  const putBack = ['officer', 'roster_bucket', 'roster_root'].map((table) => copyOf(table))
  await put([officerRow('o1', 2)])
  expect(await store.officer('o1')).toMatchObject({ vouched: true })
  for (const back of putBack) back()
  hand.prepare('DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)').run()
  expect(await store.officer('o1')).toMatchObject({ vouched: false })
})

test('a legal change by another process is accepted, in turns', async () => {
  const { store, put, open, strangers } = await start()
  const task = open()
  expect(await put([officerRow('o1', 2)], task)).toBe('written')
  expect(await store.officer('o1')).toEqual({ row: officerRow('o1', 2), vouched: true })
  expect(await put([officerRow('o1', 3), officerRow('o9')])).toBe('written')
  expect(await put([officerRow('o9', 2)], task)).toBe('written')
  expect(await strangers()).toEqual([])
})

test('a change by another process after the rows were made ready and before they are written is not lost', async () => {
  const { put, open, store, strangers } = await start()
  const task = open()
  let looks = 0
  const row = officerRow('o1', 2)
  const slow: OfficerRow = {
    ...row,
    get rank() {
      looks += 1
      // Laid ready once, then hashed: from here on until the lock is taken somebody else may write.
      if (looks === 2) void put([officerRow(mate, 2)], task)
      return row.rank
    },
  }
  expect(await put([slow])).toBe('written')
  expect(looks).toBeGreaterThan(2)
  expect(await store.officer(mate)).toEqual({ row: officerRow(mate, 2), vouched: true })
  expect(await strangers()).toEqual([])
})

test('a row that was changed by hand is vouched for again when it is written anew, and not before', async () => {
  const { hand, put, strangers, store } = await start()
  hand.exec(`UPDATE officer SET role = 'administrator' WHERE login_id = 'o1'`)
  await put([officerRow(mate, 2), officerRow('o2', 2)])
  expect(await strangers()).toEqual(['o1'])
  await put([officerRow('o1', 2)])
  expect(await strangers()).toEqual([])
  hand.exec(`DELETE FROM officer WHERE login_id = 'o1'`)
  expect(await store.unvouched()).toEqual(['o1'])
  await put([officerRow('o1')])
  expect(await strangers()).toEqual([])
})

test('an administrator made by hand is none: he neither replaces the last one nor must stay', async () => {
  const { hand, put, strangers } = await start()
  hand.exec(`UPDATE officer SET role = 'administrator' WHERE login_id = 'o1'`)
  await put([{ ...officerRow('o2', 2), role: 'administrator' }])
  expect(await put([officerRow('o2', 3)])).toBe('last_administrator')
  expect(await put([officerRow('o1', 2)])).toBe('written')
  expect(await strangers()).toEqual([])
})

test('of a bucket that was changed by hand only what is written anew is vouched for again', async () => {
  const { hand, put, strangers } = await start()
  hand.prepare(`UPDATE roster_bucket SET members = members || ' ' WHERE bucket = ?`).run(bucketOf('o1'))
  expect(await strangers()).toEqual(['o1', mate])
  await put([officerRow(mate, 2)])
  expect(await strangers()).toEqual(['o1'])
  await put([officerRow('o1', 2)])
  expect(await strangers()).toEqual([])
})

test('of a roster whose hashes were changed by hand only what is written anew is vouched for again', async () => {
  const { hand, put, open } = await start()
  hand.exec('UPDATE roster_root SET hashes = zeroblob(32768)')
  const { store } = open()
  expect(await store.unvouched()).toHaveLength(onRoster.length)
  await put([officerRow('o2', 2)], open())
  expect((await store.unvouched()).sort()).toEqual(['o1', mate, 'o3'].toSorted())
  await put(
    ['o1', mate, 'o3'].map((loginId) => officerRow(loginId, 2)),
    open(),
  )
  expect(await store.unvouched()).toEqual([])
})

test.each(['roster_root', 'roster_bucket'])(
  'an empty %s vouches for nobody, and a write mends it',
  async (table) => {
    const { hand, put, open } = await start()
    hand.exec(`DELETE FROM ${table}`)
    expect((await open().store.unvouched()).sort()).toEqual(onRoster.toSorted())
    const next = open()
    await put(
      onRoster.map((loginId) => officerRow(loginId, 2)),
      next,
    )
    expect(await next.store.unvouched()).toEqual([])
  },
)

test('a roster whose rows were all taken away does not pass for an empty one', async () => {
  const { hand, store, strangers } = await start()
  hand.exec('DELETE FROM officer')
  expect(await store.hasOfficers()).toBe(true)
  expect(await strangers()).toEqual(onRoster)
})

test('an import of nobody keeps the root, and leaves an empty roster empty', async () => {
  const { put, strangers } = await start()
  expect(await put([])).toBe('written')
  expect(await strangers()).toEqual([])
  const { store } = sqliteStation(join(temporaryFolder(), 'station.db'))
  await store.putOfficers([], changing('imported'), ending)
  expect(await store.hasOfficers()).toBe(false)
  expect(await store.officer('o1')).toEqual({ vouched: true })
})

test('an entry that does not hold the root is refused, and nothing is written', async () => {
  const { store, hand } = await start()
  const entries = hand.prepare('SELECT count(*) FROM ledger').pluck()
  const before = entries.get()
  const written = store.putOfficers([officerRow('o1', 2)], () => entry('changed'), ending)
  await expect(written).rejects.toThrow('without the root')
  expect(await store.officer('o1')).toEqual({ row: officerRow('o1'), vouched: true })
  expect(entries.get()).toBe(before)
})

test('the root of the same officers is the same, in whatever order and steps they came', async () => {
  const roots: (string | undefined)[] = []
  const keep = (root: string | undefined) => {
    roots.push(root)
    return changing('changed')(root)
  }
  for (const steps of [[['o1', 'o2', mate]], [[mate], ['o2'], ['o1']]]) {
    const { store } = sqliteStation(join(temporaryFolder(), 'station.db'))
    for (const step of steps) {
      await store.putOfficers(
        step.map((loginId) => officerRow(loginId)),
        keep,
        ending,
      )
    }
  }
  expect(roots[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(roots.at(-1)).toBe(roots[0])
  expect(new Set(roots).size).toBe(3)
})

test('roots outlive the ledger’s oldest entries', async () => {
  const { records, hand, strangers } = await start()
  const link = (seq: number) => ({
    seq,
    mac:
      hand.prepare<[number], Buffer>('SELECT mac FROM ledger WHERE seq = ?').pluck().get(seq) ??
      Buffer.alloc(0),
    signature: Buffer.alloc(0),
  })
  const reason = String(hand.prepare('SELECT reason FROM ledger').pluck().get())
  const root = reason.slice(-64)
  await records.note(entry('later'))
  const pruned = { ...entry('pruned'), event: 'ledger_prune', reason: 'up_to 1' } as const
  expect(await records.prune({ carried: [], upTo: link(1), root, entry: pruned })).toBe(true)
  expect(await strangers()).toEqual([])
  // The entry before the one that holds the root now is the checkpoint.
  expect(await records.prune({ carried: [], upTo: link(2), root, entry: pruned })).toBe(true)
  expect(hand.prepare('SELECT min(seq) FROM ledger').pluck().get()).toBe(3)
  expect(await strangers()).toEqual([])
})

test('a roster that an import makes large is divided anew: those from before and the new ones are vouched for', async () => {
  const { hand, put, open, store, copyOf } = await start()
  const parts = () => hand.prepare('SELECT length(hashes) / 32 FROM roster_root').pluck().get()
  const many = Array.from({ length: 40_000 }, (_, n) => officerRow(`many${n}`))
  expect(parts()).toBe(1024)
  await put(many)
  expect(parts()).toBe(2048)
  for (const seen of [store, open().store]) {
    expect(await seen.unvouched()).toEqual([])
    for (const loginId of [...onRoster, 'many0', 'many39999']) {
      expect(await seen.officer(loginId)).toMatchObject({ row: { loginId }, vouched: true })
    }
    expect(await seen.officer('o9')).toEqual({ vouched: true })
  }
  const putBack = copyOf('officer', `login_id = 'many7'`)
  await put([officerRow('many7', 2)])
  expect(parts()).toBe(2048)
  expect(await store.unvouched()).toEqual([])
  putBack()
  expect(await store.unvouched()).toEqual(['many7'])
})

test('what somebody changed before a roster is divided anew is not vouched for afterwards', async () => {
  const { hand, put, store } = await start()
  hand.exec(`UPDATE officer SET role = 'administrator' WHERE login_id = 'o2'`)
  hand.prepare(`UPDATE roster_bucket SET members = members || ' ' WHERE bucket = ?`).run(bucketOf('o1'))
  await put(Array.from({ length: 40_000 }, (_, n) => officerRow(`many${n}`)))
  expect((await store.unvouched()).sort()).toEqual(['o1', 'o2', mate].toSorted())
})
