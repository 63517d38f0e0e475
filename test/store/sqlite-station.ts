import type { Clock } from '../../main/clock.ts'
import { systemClock } from '../../main/clock.ts'
import type { Chain } from '../../main/ledger/chain.ts'
import { type Database, openDatabase } from '../../main/store/sqlite/database.ts'
import { createSqliteRecords } from '../../main/store/sqlite/records.ts'
import { createSqliteStore } from '../../main/store/sqlite/sqlite-store.ts'

/** Store and records in one file, without keys: most of what is tested with it needs no MAC. */
export const sqliteStation = (
  file: string,
  clock: Clock = systemClock('boot-1'),
  terminal = 't',
  chain: Chain = () => Buffer.alloc(32),
) => {
  const db: Database = openDatabase(file)
  const records = createSqliteRecords({ db, clock, chain, terminal })
  return {
    db,
    records,
    store: createSqliteStore({ db, clock, terminal, place: `place of ${terminal}`, records }),
  }
}
