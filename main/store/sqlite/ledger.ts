import type { LedgerEvent } from '../../../preload/administration.ts'
import type { Clock } from '../../clock.ts'
import { type Chain, type LedgerRow, origin } from '../../ledger/chain.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import type { Database } from './database.ts'

/** An entry as SQLite answers it. */
export type Stored<Row extends LedgerRow> = Omit<Row, 'reason'> & { reason: string | null }

export const entryColumns = 'seq, at, steady_at AS steadyAt, terminal, actor, event, subject, outcome, reason'

export const fromStored = <Row extends { reason: string | null }>({ reason, ...row }: Row) =>
  reason === null ? row : { ...row, reason }

/** Writes an entry behind the last one. Call it inside the transaction of the step that it tells of. */
export type Append = (entry: LedgerEntry) => void

export const createAppend = ({
  db,
  clock,
  steady,
  chain,
  terminal,
}: {
  db: Database
  clock: Clock
  steady: () => number
  chain: Chain
  terminal: string
}): Append => {
  const head = db.prepare<[], { seq: number; mac: Buffer }>(
    'SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1',
  )
  const insert = db.prepare(`
    INSERT INTO ledger (seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return (entry) => {
    const last = head.get()
    const row = {
      ...entry,
      seq: (last?.seq ?? origin.seq) + 1,
      at: clock.wallMs(),
      steadyAt: steady(),
      terminal,
    }
    const { seq, at, steadyAt, actor, event, subject, outcome, reason = null } = row
    const mac = chain(last?.mac ?? origin.mac, row)
    insert.run(seq, at, steadyAt, terminal, actor, event, subject, outcome, reason, mac)
  }
}

/** Reads the ledger from its end. One look by the index for each event: together they would be sorted whole. */
export const createNewest = (db: Database) => {
  const select = db.prepare<[LedgerEvent, number], Stored<LedgerRow>>(`
    SELECT ${entryColumns}
    FROM ledger
    WHERE event = ?
    ORDER BY seq DESC
    LIMIT ?`)
  return (events: LedgerEvent[], most: number): LedgerRow[] =>
    events
      .flatMap((event) => select.all(event, most))
      .sort((a, b) => b.seq - a.seq)
      .slice(0, most)
      .map(fromStored)
}
