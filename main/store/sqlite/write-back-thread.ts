// Runs on a thread of its own (see write-back.ts).
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const { file, driver, state } = workerData as {
  file: string
  driver: Database.Options
  /** 0 while nothing is done. */
  state: Int32Array
}

/** A thread takes ten megabytes: one that has nothing to do for so long ends. */
const restMs = 10_000
let rest: NodeJS.Timeout | undefined

parentPort?.on('message', () => {
  clearTimeout(rest)
  try {
    const db = new Database(file, { fileMustExist: true, ...driver })
    // PASSIVE writes what it can without keeping anybody from a commit (sqlite.org/pragma.html#pragma_wal_checkpoint).
    db.pragma('wal_checkpoint(PASSIVE)')
    db.close()
  } finally {
    Atomics.store(state, 0, 0)
    Atomics.notify(state, 0)
  }
  rest = setTimeout(() => parentPort?.close(), restMs)
})
