import type { Chain, LedgerRow } from '../../ledger/chain.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { Database } from './database.ts'
import { entryColumns, fromStored, type Stored } from './ledger.ts'

type Row = Stored<LedgerRow> & { mac: Buffer; previous: Buffer | null }

/** The entry with this number, where this terminal wrote it, and there, by its MAC. */
export type GenuineEntry = (seq: number) => (LedgerRow & { mac: Buffer }) | undefined

export const createGenuineEntry = (db: Database, chain: Chain): GenuineEntry => {
  const select = db.prepare<[number], Row>(`
    SELECT
      ${entryColumns}, mac,
      coalesce(
        (SELECT mac FROM ledger AS earlier WHERE earlier.seq = ledger.seq - 1),
        (SELECT mac FROM checkpoint WHERE checkpoint.seq = ledger.seq - 1)
      ) AS previous
    FROM ledger
    WHERE seq = ?`)
  return (seq) => {
    const stored = select.get(seq)
    if (!stored) return undefined
    const { previous, ...rest } = stored
    const row = fromStored(rest)
    return sameBytes(row.mac, chain(previous ?? Buffer.alloc(0), row)) ? row : undefined
  }
}
