import type { Chain, LedgerRow } from '../../ledger/chain.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { Database } from './database.ts'

/** An entry of the ledger that ends with the root of the roster. */
export type RootEntry = { seq: number; mac: Buffer; root: string }

export type RootEntries = {
  newest: () => RootEntry | undefined
  /** True for an entry that this terminal wrote, where it stands, by its MAC. */
  genuine: (entry: RootEntry) => boolean
}

type Row = Omit<LedgerRow, 'reason'> & { reason: string; previous: Buffer | null }

/** How a reason ends that holds a root. */
export const rootMark = (root: string): string => ` root:${root}`

export const createRootEntries = (db: Database, chain: Chain): RootEntries => {
  const newest = db.prepare<[], RootEntry>(`
    SELECT seq, mac, substr(reason, -64) AS root
    FROM ledger INDEXED BY ledger_root
    WHERE event IN ('officer_change', 'roster_import', 'ledger_prune') AND substr(reason, -70, 6) = ' root:'
    ORDER BY seq DESC
    LIMIT 1`)
  const whole = db.prepare<[number], Row>(`
    SELECT
      seq, at, steady_at AS steadyAt, terminal, actor, event, subject, outcome, reason,
      coalesce(
        (SELECT mac FROM ledger AS earlier WHERE earlier.seq = ledger.seq - 1),
        (SELECT mac FROM checkpoint WHERE checkpoint.seq = ledger.seq - 1)
      ) AS previous
    FROM ledger
    WHERE seq = ?`)

  return {
    newest: () => newest.get(),
    genuine: ({ seq, mac, root }) => {
      const row = whole.get(seq)
      if (!row?.reason.endsWith(rootMark(root))) return false
      return sameBytes(mac, chain(row.previous ?? Buffer.alloc(0), row))
    },
  }
}
