import type { Clock } from '../../main/clock.ts'
import { systemClock } from '../../main/clock.ts'
import { type Database, openDatabase } from '../../main/store/sqlite/database.ts'
import { createSqliteRecords } from '../../main/store/sqlite/records.ts'
import { createSqliteStore } from '../../main/store/sqlite/sqlite-store.ts'

/** Store and records in one file, without keys: what is tested here needs no MAC. */
export const sqliteStation = (file: string, clock: Clock = systemClock('boot-1'), terminal = 't') => {
  const db: Database = openDatabase(file)
  const records = createSqliteRecords({ db, clock, chain: () => Buffer.alloc(32), terminal })
  return { db, records, store: createSqliteStore({ db, clock, terminal, records }) }
}
