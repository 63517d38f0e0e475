import type { Chain } from '../../ledger/chain.ts'
import type { Database } from './database.ts'
import { createGenuineEntry } from './genuine-entry.ts'

/** An entry of the ledger that ends with the root of the roster. */
export type RootEntry = { seq: number; mac: Buffer; root: string }

export type RootEntries = {
  newest: () => RootEntry | undefined
  /** True for an entry that this terminal wrote, where it stands, by its MAC. */
  genuine: (entry: RootEntry) => boolean
}

/** How a reason ends that holds a root. */
export const rootMark = (root: string): string => ` root:${root}`

/** The number of the newest of them, as SQL. */
export const newestRoot = `
  SELECT seq
  FROM ledger INDEXED BY ledger_root
  WHERE event IN ('officer_change', 'roster_import', 'ledger_prune') AND substr(reason, -70, 6) = ' root:'
  ORDER BY seq DESC
  LIMIT 1`

export const createRootEntries = (db: Database, chain: Chain): RootEntries => {
  const newest = db.prepare<[], RootEntry>(`
    SELECT seq, mac, substr(reason, -64) AS root
    FROM ledger
    WHERE seq = (${newestRoot})`)
  const genuineEntry = createGenuineEntry(db, chain)

  return {
    newest: () => newest.get(),
    genuine: ({ seq, mac, root }) => {
      const row = genuineEntry(seq)
      return row?.reason?.endsWith(rootMark(root)) === true && row.mac.equals(mac)
    },
  }
}
