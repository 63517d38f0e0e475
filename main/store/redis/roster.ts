import { randomUUID } from 'node:crypto'
import type { LedgerEntry } from '../../ledger/entry.ts'
import type { OfficerRow, Store } from '../store.ts'
import { NotDone } from './link.ts'
import { apply, officer, officers, stage } from './lua/officers.ts'
import { applyReply, packOfficer, pageReply, unpackOfficer } from './replies.ts'
import type { Script } from './script.ts'

/** Rows that go to the server at once. */
const batch = 500

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
}): Pick<Store, 'officer' | 'officers' | 'putOfficers'> => {
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
      return typeof row === 'string' ? unpackOfficer(loginId, row) : undefined
    },
    officers: async () => {
      // A roster that changes while it is read may show a row twice.
      const found = new Map<string, string>()
      let cursor = '0'
      do {
        const page = pageReply.parse(await run(officers, { cursor }))
        for (let n = 0; n + 1 < page.flat.length; n += 2)
          found.set(page.flat[n] ?? '', page.flat[n + 1] ?? '')
        cursor = page.cursor
      } while (cursor !== '0')
      return [...found]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([loginId, row]) => unpackOfficer(loginId, row))
    },
    putOfficers: async (rows, entry, ended) => {
      const laid = rows.length === 0 ? '' : await lay(rows)
      return attempt({ ...entry, outcome: 'attempted' }, async () => {
        if (rows.length === 0) return { outcome: 'written', entries: [entry] }
        const reply = applyReply.parse(await run(apply, { import: laid, rows: rows.length }))
        if (reply.kind === 'lost') throw new NotDone(undefined, 'the rows that were laid ready are gone')
        if (reply.kind === 'stale') return { outcome: 'stale', entries: [{ ...entry, outcome: 'stale' }] }
        const others = reply.ended.map(({ loginId, reason }) => ended(loginId, reason))
        return { outcome: 'written', entries: [entry, ...others] }
      })
    },
  }
}
