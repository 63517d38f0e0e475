import { randomUUID } from 'node:crypto'
import type { LedgerEntry } from '../../ledger/entry.ts'

import type { OfficerRow, Store } from '../store.ts'
import { NotDone } from './link.ts'
import { apply, find, hasOfficers, officer, officers, stage } from './lua/officers.ts'
import { applyReply, findReply, packOfficer, pageReply, unpackOfficer } from './replies.ts'

import type { Script } from './script.ts'

/** Rows that go to the server at once. */
const batch = 500

/** Rows that the server looks at in one go: a millisecond or two, in which it does nothing else. */
const slice = 500

/** The roster's verbs. Many rows are laid ready first, a few at a time, so that the step itself is short. */
export const createRoster = ({
  run,
  attempt,
}: {
  run: (script: Script, step: Record<string, unknown>) => Promise<unknown>
  attempt: <Outcome>(
    begun: LedgerEntry,
    step: () => Promise<{ outcome: Outcome; entries: LedgerEntry[] }>,
  ) => Promise<Outcome>
}): Pick<Store, 'officer' | 'officers' | 'unvouched' | 'findOfficers' | 'hasOfficers' | 'putOfficers'> => {
  const lay = async (rows: OfficerRow[]) => {
    const name = randomUUID()
    for (let first = 0; first < rows.length; first += batch) {
      const flat = rows.slice(first, first + batch).flatMap((row) => [row.loginId, packOfficer(row)])
      await run(stage, { import: name, flat })
    }
    return name
  }

  return {
    officer: async (loginId) => {
      const row = await run(officer, { loginId })
      // Whoever controls the server can bring back an older row (docs/decisions/0025): nothing here can tell.
      return { ...(typeof row === 'string' && { row: unpackOfficer(loginId, row) }), vouched: true }
    },
    unvouched: async () => [],
    hasOfficers: async () => (await run(hasOfficers, {})) === true,
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
    officers: async () => {
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
    },
    putOfficers: async (rows, entryOf, ended, also = []) => {
      const laid = rows.length === 0 ? '' : await lay(rows)
      const entry = entryOf(undefined)
      return attempt({ ...entry, outcome: 'attempted' }, async () => {
        if (rows.length === 0) return { outcome: 'written', entries: [entry, ...also] }
        const reply = applyReply.parse(await run(apply, { import: laid, rows: rows.length }))
        switch (reply.kind) {
          case 'lost':
            throw new NotDone(undefined, 'the rows that were laid ready are gone')
          case 'stale':
          case 'last_administrator':
            return { outcome: reply.kind, entries: [{ ...entry, outcome: reply.kind }] }
          case 'written': {
            const others = reply.ended.map(({ loginId, reason }) => ended(loginId, reason))
            return { outcome: 'written', entries: [entry, ...others, ...also] }
          }
        }
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
