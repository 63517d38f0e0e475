import { openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { recordChecks } from '../../main/self-test/records.ts'
import { rosterCheck } from '../../main/self-test/roster.ts'
import { createInspection } from '../../main/store/sqlite/inspection.ts'
import { StoreUnavailable } from '../../main/store/store.ts'
import { editByHand } from '../admin/administrator.ts'
import { createTestStation, signIn, type TestStation } from '../station.ts'
import { look, lookOnce } from './look.ts'

const checksOf = (station: TestStation, given: Partial<Parameters<typeof recordChecks>[0]> = {}) => {
  const { upkeep, head, records, chain, signer, clock, config } = station
  const evidence = { records, chain, genuine: signer.isGenuine, head: head.known() }
  const keepDays = config.ledger.retentionDays
  return recordChecks({ inspection: upkeep.inspection, head, evidence, records, clock, keepDays, ...given })
}

/** Writes so many more entries. */
const write = async ({ store }: TestStation, entries: number) => {
  for (let n = 0; n < entries; n += 1) {
    await store.note({ event: 'unlock', actor: 'machine', subject: `o${n}`, outcome: 'lifted' })
  }
}

describe('the database', () => {
  test('that is whole is green', async () => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station), 'database')).toMatchObject({ saying: 'database.whole' })
  })

  test('in which somebody has overwritten a page is red', async () => {
    const station = await createTestStation()
    const { home } = station
    const file = join(home, 'station.db')
    const db = new Database(file)
    db.pragma('wal_checkpoint(TRUNCATE)')
    const page = db
      .prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'officer'`)
      .pluck()
      .get()
    db.close()
    expect(statSync(file).size).toBeGreaterThan(4096 * (page ?? 0) - 4096)
    writeSync(openSync(file, 'r+'), Buffer.alloc(2000, 0xa5), 0, 2000, 4096 * ((page ?? 1) - 1) + 8)
    const damaged = new Database(file)
    const inspection = createInspection(damaged, () => 0)
    // SQLite may also refuse to read it at all: then the check throws, which is red as well.
    const found = await look(checksOf(station, { inspection }), 'database').catch((cause) => [
      { level: 'red', saying: String(cause) },
    ])
    expect(found).toMatchObject([{ level: 'red' }])
    damaged.close()
  })

  test('whose indexes do not fit its rows is red, and names what is wrong', async () => {
    const station = await createTestStation()
    const db = new Database(join(station.home, 'station.db'))
    db.unsafeMode(true)
    db.pragma('writable_schema = ON')
    db.prepare(`DELETE FROM sqlite_schema WHERE type = 'index' AND name = ?`).run(
      db
        .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`)
        .pluck()
        .get(),
    )
    db.close()
    const damaged = new Database(join(station.home, 'station.db'))
    const inspection = createInspection(damaged, () => 0)
    expect(await lookOnce(checksOf(station, { inspection }), 'database')).toMatchObject({
      level: 'red',
      saying: 'database.damaged',
    })
    damaged.close()
  })

  test('too large to compare its indexes says so', async () => {
    const station = await createTestStation()
    const inspection = { ...station.upkeep.inspection, integrity: () => ({ thorough: false, faults: [] }) }
    expect(await lookOnce(checksOf(station, { inspection }), 'database')).toMatchObject({
      level: 'green',
      saying: 'database.quick',
    })
  })

  test('that is set as it should be is green; one that can lose commits or keeps what was deleted is red', async () => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station), 'database_settings')).toMatchObject({ level: 'green' })
    const other = new Database(join(station.home, 'station.db'))
    other.pragma('synchronous = NORMAL')
    other.pragma('secure_delete = OFF')
    const inspection = createInspection(other, () => 0)
    expect(await lookOnce(checksOf(station, { inspection }), 'database_settings')).toEqual({
      level: 'red',
      saying: 'database_settings.wrong',
      facts: { detail: 'synchronous is 1, not 2; secure_delete is 0, not 1' },
    })
    other.close()
  })
})

describe('the ledger', () => {
  test('that is what was written is green, with how many entries were looked at', async () => {
    const station = await createTestStation()
    await write(station, 4)
    expect(await lookOnce(checksOf(station), 'ledger_chain')).toEqual({
      level: 'green',
      saying: 'ledger_chain.whole',
      facts: { entries: 5 },
    })
  })

  test('in which somebody changed an entry is red and names it', async () => {
    const station = await createTestStation()
    await write(station, 4)
    editByHand(station, `UPDATE ledger SET subject = 'x' WHERE seq = 3`)
    expect(await lookOnce(checksOf(station), 'ledger_chain')).toEqual({
      level: 'red',
      saying: 'ledger_chain.broken',
      facts: { seq: 3, why: 'changed' },
    })
  })

  describe('too long to be looked at as a whole', () => {
    test('is looked at from its end, and says how far', async () => {
      const station = await createTestStation()
      await write(station, 9)
      editByHand(station, `UPDATE ledger SET subject = 'x' WHERE seq = 3`)
      expect(await lookOnce(checksOf(station, { most: 5 }), 'ledger_chain')).toEqual({
        level: 'green',
        saying: 'ledger_chain.newest',
        facts: { entries: 5, of: 10 },
      })
    })

    test.each([
      ['changed', `UPDATE ledger SET subject = 'x' WHERE seq = 7`, { seq: 7, why: 'changed' }],
      ['taken out', 'DELETE FROM ledger WHERE seq = 7', { seq: 8, why: 'changed' }],
    ])('is red where a newer entry was %s', async (_what, sql, facts) => {
      const station = await createTestStation()
      await write(station, 9)
      editByHand(station, sql)
      expect(await lookOnce(checksOf(station, { most: 5 }), 'ledger_chain')).toEqual({
        level: 'red',
        saying: 'ledger_chain.broken',
        facts,
      })
    })

    test('is red where its end was cut off', async () => {
      const before = await createTestStation()
      await write(before, 9)
      const { home, clock } = before
      await before.close()
      const station = await createTestStation({ home, clock })
      editByHand(station, 'DELETE FROM ledger WHERE seq > 8')
      expect(await lookOnce(checksOf(station, { most: 5 }), 'ledger_chain')).toMatchObject({
        level: 'red',
        facts: { seq: 9, why: 'cut_off' },
      })
    })
  })

  test('that is older than it was is red', async () => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station), 'ledger_head')).toMatchObject({ level: 'green' })
    const head = { state: () => 'behind' as const }
    expect(await lookOnce(checksOf(station, { head }), 'ledger_head')).toMatchObject({ level: 'red' })
  })

  test('that is kept for a year is green with its age, for less amber', async () => {
    const station = await createTestStation()
    station.clock.turn(3 * 86_400_000)
    expect(await lookOnce(checksOf(station), 'retention')).toEqual({
      level: 'green',
      saying: 'retention.kept',
      facts: { days: 365, oldest: 3 },
    })
    expect(await lookOnce(checksOf(station, { keepDays: 180 }), 'retention')).toMatchObject({
      level: 'amber',
      saying: 'retention.short',
    })
  })

  test('in which old entries stay is amber', async () => {
    const station = await createTestStation()
    station.clock.turn(373 * 86_400_000)
    expect(await lookOnce(checksOf(station), 'retention')).toEqual({
      level: 'amber',
      saying: 'retention.overdue',
      facts: { days: 365, oldest: 373 },
    })
  })
})

describe('the roster', () => {
  test('that is what was written is green', async () => {
    const station = await createTestStation()
    await signIn(station)
    expect(await rosterCheck(station).run()).toMatchObject([
      { level: 'green', facts: { officers: 3, active: 3 } },
    ])
  })

  test('of which a row was changed by hand is red, even where its MAC was copied from an older copy', async () => {
    const station = await createTestStation()
    editByHand(station, `UPDATE officer SET rank = 'Chief' WHERE login_id = 'officer_002'`)
    expect(await rosterCheck(station).run()).toMatchObject([
      { level: 'red', facts: { names: 'officer_002' } },
    ])
  })

  test('that cannot be read is amber: why is told of the store', async () => {
    const { roster } = await createTestStation()
    const gone = () => Promise.reject(new StoreUnavailable(undefined))
    const store = { hasOfficers: gone, officers: gone, unvouched: gone }
    expect(await rosterCheck({ store, roster }).run()).toMatchObject([
      { level: 'amber', saying: 'roster.unread' },
    ])
  })
})
