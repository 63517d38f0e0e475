import type { ChainedRow, Checkpoint } from '../../ledger/chain.ts'
import type { Records } from '../records.ts'
import type { Database } from './database.ts'
import { type Append, entryColumns, fromStored, type Stored } from './ledger.ts'

/** The ledger from its beginning, for whoever checks it, and its beginning itself. */
export const createLedgerWalk = (db: Database, append: Append) => {
  const slice = db.prepare<[number, number], Stored<ChainedRow>>(`
    SELECT ${entryColumns}, mac
    FROM ledger
    WHERE seq > ?
    ORDER BY seq
    LIMIT ?`)
  const end = db.prepare<[], Stored<ChainedRow>>(`
    SELECT ${entryColumns}, mac
    FROM ledger
    ORDER BY seq DESC
    LIMIT 1`)
  const checkpoint = db.prepare<[], Checkpoint>('SELECT seq, mac, signature FROM checkpoint')
  const keep = db.prepare<Checkpoint>(`
    INSERT INTO checkpoint (one, seq, mac, signature)
    VALUES (1, @seq, @mac, @signature)
    ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, mac = excluded.mac, signature = excluded.signature`)
  const remove = db.prepare<[number]>('DELETE FROM ledger WHERE seq <= ?')
  const toldLater = db.prepare<[number]>(`
    SELECT 1
    FROM ledger
    WHERE event IN ('officer_change', 'roster_import', 'ledger_prune') AND substr(reason, -70, 6) = ' root:'
      AND seq > ?
    LIMIT 1`)
  const toldAgain = db.prepare<Pick<ChainedRow, 'event' | 'subject' | 'seq'>>(`
    SELECT 1
    FROM ledger
    WHERE subject = @subject AND event = @event AND seq > @seq
    LIMIT 1`)

  return {
    slice: (after: number, most: number): ChainedRow[] => slice.all(after, most).map(fromStored),
    end: (): ChainedRow | undefined => end.all().map(fromStored)[0],
    checkpoint: (): Checkpoint | undefined => checkpoint.get(),
    /** Inside a transaction. */
    prune: ({ upTo, root, carried, entry }: Parameters<Records['prune']>[0]): boolean => {
      const [there] = slice.all(upTo.seq - 1, 1)
      const newest = end.get()
      if (there?.seq !== upTo.seq || !there.mac.equals(upTo.mac) || newest?.seq === upTo.seq) return false
      keep.run(upTo)
      remove.run(upTo.seq)
      const rootOn = root !== undefined && toldLater.get(upTo.seq) === undefined ? ` root:${root}` : ''
      append({ ...entry, reason: entry.reason + rootOn })
      for (const again of carried) {
        if (toldAgain.get({ ...again, seq: upTo.seq }) === undefined) append(again)
      }
      return true
    },
  }
}
