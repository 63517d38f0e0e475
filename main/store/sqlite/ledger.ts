import type { Clock } from '../../clock.ts'
import type { Chain } from '../../ledger/chain.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
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
