import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../clock.ts'
import { type Database, driver } from './database.ts'

/** Some 250 pages of the log: fewer are not worth a round. */
const leastCommits = 20

/** For so long nobody has written anything: a round keeps the disk busy, and a commit would wait behind it. */
const quietMs = 50

/** How long an end waits for the thread: it has some hundred pages to write. */
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
 * Brings what lies in the log back into the database, on a thread of its own, in a quiet moment: pages that lie anywhere are written
 * and waited for, which takes long on an old disk, and a window must not stand still for it. Where there is no quiet moment, or no
 * thread, SQLite does it within a commit, once a thousand pages have come together.
 */
export const createWriteBack = (db: Database, clock: Clock): WriteBack => {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let commits = 0
  let thread: Worker | undefined
  let cancel = () => {}

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

  const round = () => {
    if (Atomics.load(state, 0) === busy) return
    commits = 0
    Atomics.store(state, 0, busy)
    thread ??= start()
    thread.postMessage(undefined)
  }

  return {
    committed: () => {
      commits += 1
      if (commits < leastCommits || db.memory) return
      cancel()
      cancel = clock.after(quietMs, round)
    },
    close: () => {
      cancel()
      // Whoever closes last clears the log away: that must not be a thread that ends with the program.
      Atomics.wait(state, 0, busy, endWithinMs)
    },
  }
}
