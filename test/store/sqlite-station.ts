import type { Clock } from '../../main/clock.ts'
import { systemClock } from '../../main/clock.ts'
import { type Database, openDatabase } from '../../main/store/sqlite/database.ts'
import { createSqliteRecords } from '../../main/store/sqlite/records.ts'
import { createSqliteStore } from '../../main/store/sqlite/sqlite-store.ts'
import type { Vault } from '../../main/vault/vault.ts'

/** Store and records in one file, without keys: most of what is tested with it needs no MAC. */
export const sqliteStation = (
  file: string,
  clock: Clock = systemClock('boot-1'),
  terminal = 't',
  vault: Pick<Vault, 'mac'> = { mac: () => Buffer.alloc(32) },
) => {
  const db: Database = openDatabase(file)
  const records = createSqliteRecords({ db, clock, vault, terminal })
  return {
    db,
    records,
    store: createSqliteStore({ db, clock, terminal, place: `place of ${terminal}`, records }),
  }
}
