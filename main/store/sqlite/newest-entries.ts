import type { ChainedRow } from '../../ledger/chain.ts'
import type { Database } from './database.ts'
import { entryColumns, fromStored, type Stored } from './ledger.ts'

/** The newest two entries, the older one first. Works in a database of every version. */
export const newestEntries = (db: Database): ChainedRow[] =>
  db
    .prepare<[], Stored<ChainedRow>>(`
      SELECT ${entryColumns}, mac
      FROM ledger
      ORDER BY seq DESC
      LIMIT 2`)
    .all()
    .map(fromStored)
    .reverse()
