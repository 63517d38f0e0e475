import type { LedgerEvent } from '../../../preload/administration.ts'
import type { Clock } from '../../clock.ts'
import { type Chain, type LedgerRow, type Link, origin } from '../../ledger/chain.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import type { Store } from '../store.ts'
import type { Database } from './database.ts'

/** An entry as SQLite answers it. */
export type Stored<Row extends LedgerRow> = Omit<Row, 'reason'> & { reason: string | null }

export const entryColumns = 'seq, at, steady_at AS steadyAt, terminal, actor, event, subject, outcome, reason'

export const fromStored = <Row extends { reason: string | null }>({ reason, ...row }: Row) =>
  reason === null ? row : { ...row, reason }

/** Writes an entry behind the last one. Call it inside the transaction of the step that it tells of. */
export type Append = (entry: LedgerEntry) => void

export type LedgerPen = {
  append: Append
  /** Runs a transaction; what was appended in it is this process's own once it is written. */
  own: <Value>(transaction: () => Value) => Value
  /** The last own entry; where it was gone when the next one was written, it stays that one. */
  lastOwn: () => Link | undefined
  forgetOwn: () => void
}

export const createLedgerPen = ({
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
}): LedgerPen => {
  const head = db.prepare<[], Link>('SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1')
  const macOf = db.prepare<[number], Buffer>('SELECT mac FROM ledger WHERE seq = ?').pluck()
  const insert = db.prepare(`
    INSERT INTO ledger (seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  let written: Link | undefined
  let mine: Link | undefined
  let gone = false

  /** Others append, too, but nobody takes away the last entry. */
  const isThere = ({ seq, mac }: Link, last: Link | undefined) =>
    (last?.seq === seq ? last.mac : macOf.get(seq))?.equals(mac) ?? false

  const append: Append = (entry) => {
    const last = head.get()
    if (mine && !gone) gone = !isThere(mine, last)
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
    written = { seq, mac }
  }

  return {
    append,
    own: (transaction) => {
      written = undefined
      const value = transaction()
      if (written && !gone) mine = written
      return value
    },
    lastOwn: () => mine,
    forgetOwn: () => {
      mine = undefined
      gone = false
    },
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

export const createFlags = (db: Database) => {
  const select = db.prepare<
    [{ after: number; upTo: number; reason: string | null; most: number }],
    Stored<LedgerRow>
  >(`
    SELECT ${entryColumns}
    FROM ledger
    WHERE event = 'flag' AND seq > @after AND seq <= @upTo AND (@reason IS NULL OR reason = @reason)
    ORDER BY seq
    LIMIT @most`)
  return ({ after, upTo = Number.MAX_SAFE_INTEGER, reason, most }: Parameters<Store['flags']>[0]) =>
    select.all({ after, upTo, reason: reason ?? null, most }).map(fromStored)
}
