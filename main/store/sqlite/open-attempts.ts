import type { Clock } from '../../clock.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import type { Database } from './database.ts'
import type { Append } from './ledger.ts'

/** Steps on another machine that are not settled yet. Each function must run inside a transaction of its own. */
export const createOpenAttempts = ({ db, clock, append }: { db: Database; clock: Clock; append: Append }) => {
  const insert = db.prepare<Open & Process>(`
    INSERT INTO attempt (event, actor, subject, boot, pid)
    VALUES (@event, @actor, @subject, @boot, @pid)`)
  const all = db.prepare<[], { id: number } & Open & Process>(`
    SELECT id, event, actor, subject, boot, pid
    FROM attempt
    ORDER BY id`)
  const close = db.prepare<[number]>('DELETE FROM attempt WHERE id = ?')

  return {
    begin: ({ event, actor, subject }: LedgerEntry) => {
      const own = { boot: clock.boot, pid: process.pid }
      return Number(insert.run({ event, actor, subject, ...own }).lastInsertRowid)
    },
    close: (id: number) => void close.run(id),
    /** Of processes that are gone. Where another one has the number of such a process, a later start closes them. */
    closeLeftovers: () => {
      for (const { id, boot, pid, ...open } of all.all()) {
        if (pid !== null && boot === clock.boot && isRunning(pid)) continue
        append({ ...open, outcome: 'outcome_unknown', reason: 'restart' })
        close.run(id)
      }
    },
  }
}

type Open = Pick<LedgerEntry, 'event' | 'actor' | 'subject'>
type Process = { boot: string | null; pid: number | null }

const isRunning = (pid: number) => {
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0)
  } catch (cause) {
    // One of another account runs, too.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
