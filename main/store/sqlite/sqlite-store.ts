import type { Clock } from '../../clock.ts'
import type { Store } from '../store.ts'
import { createChallenges } from './challenges.ts'
import type { Database } from './database.ts'
import { createLimits } from './limits.ts'
import { createOfficers } from './officers.ts'
import type { SqliteRecords } from './records.ts'
import { createRescues } from './rescues.ts'
import { createRoster } from './roster.ts'
import { createRosterRoot } from './roster-root.ts'
import { createSessions } from './sessions.ts'

/** The store of one terminal, in one SQLite file. A verb and its ledger entry are one transaction: one commit. */
export const createSqliteStore = ({
  db,
  clock,
  terminal,
  place,
  records,
}: {
  db: Database
  clock: Clock
  terminal: string
  /** What people call this terminal. */
  place: string
  /** In the same database. */
  records: SqliteRecords
}): Store => {
  const { steady, append, read, write } = records
  const limits = createLimits(db, steady)
  const sessions = createSessions({ db, clock, steady, terminal, place })
  const officers = createOfficers(db, sessions)
  const rescues = createRescues(db, clock, steady)
  const challenges = createChallenges({ db, clock, steady, append, limits, officers, rescues, sessions })
  const root = createRosterRoot(db, records.chain)

  return {
    open: (step) => write(() => challenges.open(step)),
    answer: (step) => write(() => challenges.answer(step)),
    void: (...args) => write(() => challenges.void(...args)),
    session: (id) => read(() => sessions.state(id)),
    touch: (id, activeAt) => write(() => sessions.touch(id, activeAt)),
    end: (id, reason, entry) =>
      write(() => {
        const ended = sessions.end(id, reason)
        if (ended === 'ended') append(entry)
        return ended
      }),
    // Nobody shares this database but tasks of this terminal: whoever watches the row sees it soon enough.
    watch: () => undefined,
    restart: (entry) =>
      write(() => {
        for (const loginId of sessions.restart()) append(entry('session', loginId))
        for (const name of challenges.restart()) append(entry('challenge', name))
      }),
    ...createRoster({ db, clock, records, officers, root, rescues }),
    putRescue: (rescue, entries) =>
      write(() => {
        rescues.put(rescue)
        for (const entry of entries) append(entry)
      }),
    liveSessions: (page) => read(() => sessions.live(page)),
    unlock: (account, entry) =>
      write(() => {
        const lifted = limits.lift(account)
        if (lifted) append(entry)
        return lifted
      }),
    noteNewTerminal: records.noteNewTerminal,
    lastDelivery: records.lastDelivery,
    keepDelivery: records.keepDelivery,
    newest: records.newest,
    flags: records.flags,
    ledgerPage: records.ledgerPage,
    putSetUpCode: records.putSetUpCode,
    trySetUpCode: records.trySetUpCode,
    note: records.note,
    close: records.close,
  }
}
