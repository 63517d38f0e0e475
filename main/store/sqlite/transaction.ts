import type { Database } from './database.ts'

/** Runs a step as one transaction: all of it, or nothing where it throws. No step is in another one. */
export type Transaction = <Value>(step: () => Value) => Value

/**
 * IMMEDIATE takes the write lock first, so that a step never starts to read what another is about to change; DEFERRED reads the
 * file as it is at one moment. Made once: the driver's own wrapper takes as long to make as a step to run.
 */
export const createTransaction = (db: Database, kind: 'IMMEDIATE' | 'DEFERRED'): Transaction => {
  const begin = db.prepare(`BEGIN ${kind}`)
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  return (step) => {
    begin.run()
    try {
      const value = step()
      commit.run()
      return value
    } catch (cause) {
      // Where the disk is full SQLite may have rolled back by itself.
      if (db.inTransaction) rollback.run()
      throw cause
    }
  }
}
