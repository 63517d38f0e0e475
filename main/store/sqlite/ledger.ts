import type { Clock } from '../../clock.ts'
import type { Chain, LedgerRow } from '../../ledger/chain.ts'
import type { LedgerEntry, LedgerEvent } from '../../ledger/entry.ts'
import type { Database } from './database.ts'

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
    VALUES (@seq, @at, @steadyAt, @terminal, @actor, @event, @subject, @outcome, @reason, @mac)`)
  return (entry) => {
    const last = head.get()
    const row = { ...entry, seq: (last?.seq ?? 0) + 1, at: clock.wallMs(), steadyAt: steady(), terminal }
    insert.run({ ...row, reason: row.reason ?? null, mac: chain(last?.mac ?? Buffer.alloc(0), row) })
  }
}

/** Reads the ledger from its end; a rare event may take a while to be found. */
export const createNewest = (db: Database) => {
  const select = db.prepare<
    { events: string; most: number },
    Omit<LedgerRow, 'reason'> & { reason: string | null }
  >(`
    SELECT seq, at, steady_at AS steadyAt, terminal, actor, event, subject, outcome, reason
    FROM ledger
    WHERE event IN (SELECT value FROM json_each(@events))
    ORDER BY seq DESC
    LIMIT @most`)
  return (events: LedgerEvent[], most: number): LedgerRow[] =>
    select
      .all({ events: JSON.stringify(events), most })
      .map(({ reason, ...row }) => (reason === null ? row : { ...row, reason }))
}
