import type { Clock } from '../../clock.ts'
import { type Chain, createChain } from '../../ledger/chain.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Records } from '../records.ts'
import { isAsNew, seenEntry } from '../seen-roster.ts'
import type { Delivery } from '../store.ts'
import { attempt } from './attempt.ts'
import type { Database } from './database.ts'
import { type Append, createFlags, createLedgerPen, createNewest } from './ledger.ts'
import { createLedgerPage } from './ledger-page.ts'
import { createLedgerWalk } from './ledger-walk.ts'
import { createOpenAttempts } from './open-attempts.ts'
import { createSeenRoster } from './seen-roster.ts'
import { createSetUpCode } from './set-up-code.ts'
import { steadyTime } from './steady-time.ts'
import { createTransaction } from './transaction.ts'
import { createWriteBack } from './write-back.ts'

/** How well it is remembered how long an SMS took: not every one is worth a commit. */
const keptWithinMs = 1000

/** How long a step stands still for the commit of another process. */
const busyTimeoutMs = 5

export type SqliteRecords = Records & {
  chain: Chain
  steady: () => number
  /** Inside a transaction. */
  append: Append
  read: <Value>(step: () => Value) => Promise<Value>
  /** Runs the step as one transaction. */
  write: <Value>(step: () => Value) => Promise<Value>
}

/** The records of one terminal, in one SQLite file. */
export const createSqliteRecords = ({
  db,
  clock,
  vault,
  terminal,
}: {
  db: Database
  clock: Clock
  /** Of the data key. */
  vault: Pick<Vault, 'mac'>
  terminal: string
}): SqliteRecords => {
  const chain = createChain(vault)
  const steady = steadyTime(db, clock, vault)
  const pen = createLedgerPen({ db, clock, steady, chain, terminal })
  const { append } = pen
  const newest = createNewest(db)
  const flags = createFlags(db)
  const walk = createLedgerWalk(db, append)
  const attempts = createOpenAttempts({ db, clock, append })
  const setUpCode = createSetUpCode(db, clock, steady)
  const seenRoster = createSeenRoster(db, chain)
  const lastTerminal = db.prepare<[], string>('SELECT terminal FROM ledger ORDER BY seq DESC LIMIT 1').pluck()
  const lastDelivery = db.prepare<[], Delivery>('SELECT kind, took_ms AS tookMs FROM delivery')
  const keepDelivery = db.prepare<Delivery>(`
    INSERT INTO delivery (one, kind, took_ms)
    VALUES (1, @kind, @tookMs)
    ON CONFLICT (one) DO UPDATE SET kind = excluded.kind, took_ms = excluded.took_ms`)
  // Only this process sends, and so writes it.
  let kept: Delivery | undefined
  // From here on a window is open, which must not stand still: a busy database is asked again later (see attempt.ts).
  db.pragma(`busy_timeout = ${busyTimeoutMs}`)

  const read = <Value>(step: () => Value) => attempt(db, clock, step)
  const transaction = createTransaction(db, 'IMMEDIATE')
  const writeBack = createWriteBack(db, clock)
  const write = async <Value>(step: () => Value) => {
    const value = await attempt(db, clock, () => pen.own(() => transaction(step)))
    writeBack.committed()
    return value
  }

  return {
    chain,
    steady,
    append,
    read,
    write,
    noteNewTerminal: (entry) =>
      write(() => {
        const last = lastTerminal.get()
        if (last !== undefined && last !== terminal) append(entry)
      }),
    lastDelivery: () => read(() => lastDelivery.get()),
    keepDelivery: async (delivery) => {
      kept ??= await read(() => lastDelivery.get())
      const moved = Math.abs((kept?.tookMs ?? 0) - delivery.tookMs) >= keptWithinMs
      if (kept?.kind === delivery.kind && !moved) return
      await write(() => keepDelivery.run(delivery))
      kept = delivery
    },
    newest: (events, most) => read(() => newest(events, most)),
    flags: (page) => read(() => flags(page)),
    ledgerPage: createLedgerPage(db, read),
    seenRoster: (station) => read(() => seenRoster(station)),
    seeRoster: (station, roster) =>
      write(() => {
        const seen = seenRoster(station)
        if (!seen || !isAsNew(seen, roster)) append(seenEntry(station, roster))
      }),
    ledgerSlice: (after, most) => read(() => walk.slice(after, most)),
    ledgerEnd: () => read(walk.end),
    lastOwn: pen.lastOwn,
    forgetOwn: pen.forgetOwn,
    checkpoint: () => read(walk.checkpoint),
    prune: (step) => write(() => walk.prune(step)),
    putSetUpCode: (code, entry) =>
      write(() => {
        setUpCode.put(code)
        append(entry)
      }),
    trySetUpCode: (digest, tries, record) =>
      write(() => {
        const outcome = setUpCode.use(digest, tries)
        append(record(outcome))
        return outcome
      }),
    note: (entry) => write(() => append(entry)),
    begin: (attempted) =>
      write(() => {
        append(attempted)
        return attempts.begin(attempted)
      }),
    settle: (id, entries) =>
      write(() => {
        for (const entry of entries) append(entry)
        if (id !== undefined) attempts.close(id)
      }),
    settleLeftovers: () => write(attempts.closeLeftovers),
    close: () => {
      writeBack.close()
      db.close()
    },
  }
}
