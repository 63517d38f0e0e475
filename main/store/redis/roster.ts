import { randomUUID } from 'node:crypto'
import type { LedgerEntry } from '../../ledger/entry.ts'
import { rowHash } from '../roster-tree.ts'
import { seenEntry } from '../seen-roster.ts'
import type { OfficerRow, Store } from '../store.ts'
import { NotDone } from './link.ts'
import { find, hasOfficers, officers } from './lua/officers.ts'
import { apply, stage, stageBuckets } from './lua/roster-change.ts'
import { applyReply, findReply, packOfficer, pageReply, unpackOfficer } from './replies.ts'
import type { NextRoster, SharedRoot } from './roster-root.ts'
import type { Script } from './script.ts'

/** Rows that go to the server at once. */
const batch = 500

/** Buckets that go to it at once. */
const batchBuckets = 32

/** How often somebody else may be faster. */
const mostTries = 10

/** Rows that the server looks at in one go: a millisecond or two, in which it does nothing else. */
const slice = 500

/** The roster's verbs. Many rows are laid ready first, a few at a time, so that the step itself is short. */
export const createRoster = ({
  run,
  attempt,
  root,
  station,
}: {
  run: (script: Script, step: Record<string, unknown>) => Promise<unknown>
  attempt: <Outcome>(
    begun: LedgerEntry,
    step: () => Promise<{ outcome: Outcome; entries: LedgerEntry[] }>,
  ) => Promise<Outcome>
  root: SharedRoot
  station: string
}): Pick<Store, 'officer' | 'officers' | 'unvouched' | 'findOfficers' | 'hasOfficers' | 'putOfficers'> => {
  const lay = async (rows: OfficerRow[]) => {
    const name = randomUUID()
    for (let first = 0; first < rows.length; first += batch) {
      const flat = rows.slice(first, first + batch).flatMap((row) => [row.loginId, packOfficer(row)])
      await run(stage, { import: name, flat })
    }
    return name
  }

  /** Against the roster as it is now. */
  const makeReady = async (name: string, rows: OfficerRow[]): Promise<NextRoster> => {
    const next = await root.prepare(rows)
    for (let first = 0; first < next.flat.length; first += 2 * batchBuckets) {
      await run(stageBuckets, { import: name, flat: next.flat.slice(first, first + 2 * batchBuckets) })
    }
    return next
  }

  const officersNow = async () => {
    // A roster that changes while it is read may show a row twice.
    const found = new Map<string, string>()
    let cursor = '0'
    do {
      const page = pageReply.parse(await run(officers, { cursor }))
      for (const [loginId, row] of pairs(page.flat)) found.set(loginId, row)
      cursor = page.cursor
    } while (cursor !== '0')
    return [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([loginId, row]) => unpackOfficer(loginId, row))
  }

  return {
    officer: root.officer,
    unvouched: async () => {
      const written = await root.vouched()
      const now = await officersNow()
      if (!written) return now.map(({ loginId }) => loginId)
      const doubtful: string[] = []
      for (const row of now) {
        if (written.get(row.loginId) !== rowHash(row)) doubtful.push(row.loginId)
        written.delete(row.loginId)
      }
      doubtful.push(...written.keys())
      // Another terminal may have written some of them since.
      const strange: string[] = []
      for (const loginId of doubtful) {
        if (!(await root.officer(loginId)).vouched) strange.push(loginId)
      }
      return strange
    },
    // Nobody is ever taken off the roster.
    hasOfficers: async () => (await run(hasOfficers, {})) === true || root.knowsOfOfficers(),
    findOfficers: async ({ text, after, most }) => {
      const found: OfficerRow[] = []
      const escaped = JSON.stringify(text).slice(1, -1)
      for (let last: string | undefined = after; last !== undefined && found.length < most; ) {
        const step = { text, escaped, after: last, most: most - found.length, slice }
        const page = findReply.parse(await run(find, step))
        for (const [loginId, row] of pairs(page.flat)) found.push(unpackOfficer(loginId, row))
        last = page.last
      }
      return found
    },
    officers: officersNow,
    putOfficers: async (rows, entryOf, ended, also = []) => {
      const entry = entryOf(undefined)
      const begun = { ...entry, outcome: 'attempted' }
      if (rows.length === 0) {
        return attempt(begun, async () => ({ outcome: 'written', entries: [entry, ...also] }))
      }
      const laid = await lay(rows)
      let next = await makeReady(laid, rows)
      return attempt(begun, async () => {
        for (let tries = 0; tries < mostTries; tries += 1) {
          const step = { import: laid, rows: rows.length, buckets: next.flat.length / 2 }
          const { before, whole, root } = next
          const reply = applyReply.parse(await run(apply, { ...step, before, whole, root }))
          switch (reply.kind) {
            case 'lost':
              throw new NotDone(undefined, 'the rows that were laid ready are gone')
            case 'stale':
            case 'last_administrator':
              return { outcome: reply.kind, entries: [{ ...entry, outcome: reply.kind }] }
            case 'written': {
              const others = reply.ended.map(({ loginId, reason }) => ended(loginId, reason))
              return {
                outcome: 'written',
                entries: [entry, ...others, seenEntry(station, next.shared), ...also],
              }
            }
            case 'moved':
              next = await makeReady(laid, rows).catch((cause) => {
                throw new NotDone(cause)
              })
          }
        }
        throw new NotDone(undefined, 'the roster changes all the time')
      })
    },
  }
}

/** What a script answers as one list: login ID, row, login ID, row … */
const pairs = (flat: string[]) =>
  Array.from({ length: Math.floor(flat.length / 2) }, (_, n): [string, string] => [
    flat[2 * n] ?? '',
    flat[2 * n + 1] ?? '',
  ])
