import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Database, driver } from './database.ts'

/** Some thousand pages of the log. Each round costs another processor some milliseconds: more often is dearer when many sign in. */
const everyCommits = 80

/** How long an end waits for the thread: it has a thousand pages to write as a rule. */
const endWithinMs = 1000

const idle = 0
const busy = 1

export type WriteBack = {
  /** To be told after each commit. */
  committed: () => void
  /** Returns when the thread has let go of the database. */
  close: () => void
}

/**
 * Brings what lies in the log back into the database, on a thread of its own: pages that lie anywhere are written and waited for,
 * which takes seconds on an old disk, and a window must not stand still for it. Commits wait for it as little as it waits for
 * them. Where the thread falls behind, or cannot run, SQLite does it within a commit (see `wal_autocheckpoint` in database.ts).
 */
export const createWriteBack = (db: Database): WriteBack => {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let commits = 0
  let thread: Worker | undefined

  const start = () => {
    // Beside this file in the sources and in the bundle.
    const file = new URL(`write-back-thread${extname(import.meta.url)}`, import.meta.url)
    const started = new Worker(file, { workerData: { file: db.name, driver: driver(), state } })
    // A window or a task that is done does not wait for it.
    started.unref()
    // Whatever keeps it from its work keeps commits from theirs, and they tell; the next round begins with a new one.
    started.on('error', () => undefined)
    started.on('exit', () => {
      thread = undefined
      Atomics.store(state, 0, idle)
    })
    return started
  }

  return {
    committed: () => {
      commits += 1
      if (commits < everyCommits || db.memory || Atomics.load(state, 0) === busy) return
      commits = 0
      Atomics.store(state, 0, busy)
      thread ??= start()
      thread.postMessage(undefined)
    },
    // Whoever closes last clears the log away: that must not be a thread that ends with the program.
    close: () => void Atomics.wait(state, 0, busy, endWithinMs),
  }
}
