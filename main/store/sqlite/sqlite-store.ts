import type { Clock } from '../../clock.ts'
import type { Chain } from '../../ledger/chain.ts'
import type { Delivery, Store } from '../store.ts'
import { attempt } from './attempt.ts'
import { createChallenges } from './challenges.ts'
import type { Database } from './database.ts'
import { createAppend, createNewest } from './ledger.ts'
import { createLimits } from './limits.ts'
import { createOfficers } from './officers.ts'
import { createSessions } from './sessions.ts'
import { steadyTime } from './steady-time.ts'

/** How well it is remembered how long an SMS took: not every one is worth a commit. */
const keptWithinMs = 1000

/** How long a step stands still for the commit of another process. */
const busyTimeoutMs = 5

/** The store of one terminal, in one SQLite file. A verb and its ledger entry are one transaction: one commit. */
export const createSqliteStore = ({
  db,
  clock,
  chain,
  terminal,
}: {
  db: Database
  clock: Clock
  chain: Chain
  terminal: string
}): Store => {
  const steady = steadyTime(db, clock)
  const append = createAppend({ db, clock, steady, chain, terminal })
  const limits = createLimits(db, steady)
  const sessions = createSessions({ db, clock, steady, terminal })
  const officers = createOfficers(db, sessions)
  const challenges = createChallenges({ db, clock, steady, append, limits, officers, sessions })

  const lastDelivery = db.prepare<[], Delivery>('SELECT kind, took_ms AS tookMs FROM delivery')
  const keepDelivery = db.prepare<Delivery>(`
    INSERT INTO delivery (one, kind, took_ms)
    VALUES (1, @kind, @tookMs)
    ON CONFLICT (one) DO UPDATE SET kind = excluded.kind, took_ms = excluded.took_ms`)
  const newest = createNewest(db)
  const lastTerminal = db.prepare<[], string>('SELECT terminal FROM ledger ORDER BY seq DESC LIMIT 1').pluck()
  // From here on a window is open, which must not stand still: a busy database is asked again later (see attempt.ts).
  db.pragma(`busy_timeout = ${busyTimeoutMs}`)

  const read = <Value>(step: () => Value) => attempt(db, clock, step)
  const write = <Value>(step: () => Value) => {
    const transaction = db.transaction(step)
    // IMMEDIATE takes the write lock first: a step never starts to read what another is about to change.
    return attempt(db, clock, () => transaction.immediate())
  }

  return {
    open: (step) => write(() => challenges.open(step)),
    answer: (step) => write(() => challenges.answer(step)),
    void: (...args) => write(() => challenges.void(...args)),
    session: (id) => read(() => sessions.state(id)),
    touch: (id, activeAt) => write(() => sessions.touch(id, activeAt)),
    end: (id, reason, entry) =>
      write(() => {
        const ended = sessions.end(id, reason)
        if (ended) append(entry)
        return ended
      }),
    restart: (entry) =>
      write(() => {
        for (const loginId of sessions.restart()) append(entry('session', loginId))
        for (const name of challenges.restart()) append(entry('challenge', name))
      }),
    officer: (loginId) => read(() => officers.find(loginId)),
    officers: () => read(officers.all),
    putOfficers: (rows, entry, ended) => {
      const apply = db.transaction(() => {
        const outcome = officers.apply()
        if (outcome === 'stale') return 'stale'
        append(entry)
        for (const { loginId, reason } of outcome) append(ended(loginId, reason))
        return 'written'
      })
      return attempt(db, clock, () => {
        officers.stage(rows)
        return apply.immediate()
      })
    },
    unlock: (account, entry) =>
      write(() => {
        const lifted = limits.lift(account)
        if (lifted) append(entry)
        return lifted
      }),
    lastDelivery: () => read(() => lastDelivery.get()),
    keepDelivery: async (delivery) => {
      const kept = await read(() => lastDelivery.get())
      const moved = Math.abs((kept?.tookMs ?? 0) - delivery.tookMs) >= keptWithinMs
      if (kept?.kind !== delivery.kind || moved) await write(() => keepDelivery.run(delivery))
    },
    noteNewTerminal: (entry) =>
      write(() => {
        const last = lastTerminal.get()
        if (last !== undefined && last !== terminal) append(entry)
      }),
    newest: (events, most) => read(() => newest(events, most)),
    note: (entry) => write(() => append(entry)),
    close: () => db.close(),
  }
}
