import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { rowHash } from '../roster-tree.ts'
import type { Store } from '../store.ts'
import { attempt } from './attempt.ts'
import type { Database } from './database.ts'
import type { Officers } from './officers.ts'
import type { SqliteRecords } from './records.ts'
import type { Rescues } from './rescues.ts'
import { rootMark } from './root-entries.ts'
import type { Next, RosterRoot } from './roster-root.ts'
import { createSearch } from './search.ts'
import { createTransaction } from './transaction.ts'

type Ready = { next: Next; judgement: ReturnType<Officers['judge']> }

/** Buckets that are read in one go, by those who look at all. */
const sliceBuckets = 32
/** Officers that are looked up one by one. */
const sliceDoubtful = 100

/** The roster's verbs. What looks at many rows does so a slice at a time, so that a window never stands still. */
export const createRoster = ({
  db,
  clock,
  records: { append, read },
  officers,
  root,
  rescues,
}: {
  db: Database
  clock: Clock
  records: SqliteRecords
  officers: Officers
  root: RosterRoot
  rescues: Rescues
}): Pick<Store, 'officer' | 'officers' | 'unvouched' | 'findOfficers' | 'hasOfficers' | 'putOfficers'> => {
  /** What lies ready to be put on the roster. All that can be is done before the write lock is taken. */
  let ready: Ready | undefined

  /** As the file is at one moment, whatever another process writes meanwhile. */
  const transaction = createTransaction(db, 'DEFERRED')
  const snapshot = <Value>(step: () => Value) => read(() => transaction(step))

  const look = (loginId: string) => {
    const row = officers.find(loginId)
    return { ...(row && { row }), vouched: root.vouches(loginId, row) }
  }

  const search = createSearch({ officers, version: root.version, snapshot })

  return {
    officer: (loginId) =>
      read(() => {
        const found = root.glance(loginId) ?? transaction(() => look(loginId))
        const rescue = rescues.find(loginId)
        return rescue ? { ...found, rescue } : found
      }),
    officers: () => read(officers.all),
    unvouched: async () => {
      const written = new Map<string, string>()
      for (let first = 0; ; first += sliceBuckets) {
        const some = await snapshot(() => root.vouched(first, sliceBuckets))
        if (!some) break
        for (const [loginId, hash] of some) written.set(loginId, hash)
        await setImmediate()
      }
      const doubtful: string[] = []
      for await (const { found } of search.slices('', '', Number.MAX_SAFE_INTEGER)) {
        for (const row of found) {
          if (written.get(row.loginId) !== rowHash(row)) doubtful.push(row.loginId)
          written.delete(row.loginId)
        }
      }
      doubtful.push(...written.keys())
      // Another process may have written some of them since.
      const strange: string[] = []
      for (let first = 0; first < doubtful.length; first += sliceDoubtful) {
        const some = doubtful.slice(first, first + sliceDoubtful)
        strange.push(...(await snapshot(() => some.filter((loginId) => !look(loginId).vouched))))
        await setImmediate()
      }
      return strange
    },
    findOfficers: search.find,
    // Nobody is ever taken off the roster.
    hasOfficers: () => read(() => officers.any() || root.knowsOfOfficers()),
    putOfficers: async (rows, entry, ended, also = []) => {
      let versions: { before: number; now: number } | undefined
      const put = db.transaction(({ next, judgement }: Ready) => {
        if (!root.follows(next)) return 'moved'
        if (typeof judgement === 'string') return judgement
        const leaving = officers.put(judgement)
        root.put(next)
        const written = entry(next.root)
        if (!written.reason?.endsWith(rootMark(next.root))) throw new Error('an entry without the root')
        append(written)
        for (const { loginId, reason } of leaving) append(ended(loginId, reason))
        for (const more of also) append(more)
        versions = { before: next.before.entry?.seq ?? 0, now: root.version() }
        return 'written'
      })
      const makeReady = () => {
        officers.stage(rows)
        const next = root.prepare(rows)
        ready = { next, judgement: officers.judge((row) => root.vouches(row.loginId, row)) }
        return ready
      }
      let mine: Ready | undefined
      const written = await attempt(db, clock, () => {
        for (;;) {
          // Once, however often the write lock must be asked for; anew where somebody else was faster.
          mine = mine && mine === ready ? mine : makeReady()
          const outcome = put.immediate(mine)
          if (outcome !== 'moved') return outcome
          mine = undefined
        }
      })
      if (versions) search.wrote(rows, versions)
      return written
    },
  }
}
