import { setImmediate } from 'node:timers/promises'
import type { LedgerRow } from '../../ledger/chain.ts'
import type { LedgerPage } from '../store.ts'
import type { Database } from './database.ts'
import { entryColumns, fromStored, type Stored } from './ledger.ts'

/** Read at once: about a millisecond, also where none of them is wanted. */
const sliceRows = 300

/** The index by time is read through for no more than this. */
const widestMs = 3 * 24 * 60 * 60 * 1000

/**
 * Entries that fit, newest first. The index of subject or event leads, within the numbers that the day has; what else is
 * asked for is looked at entry by entry, in slices between which the program goes on.
 */
export const createLedgerPage = (db: Database, read: <Value>(step: () => Value) => Promise<Value>) => {
  const slice = (lead: string) =>
    db.prepare<Range & { subject?: string; event?: string; most: number }, Stored<LedgerRow>>(`
      SELECT ${entryColumns}
      FROM ledger
      WHERE ${lead} seq >= @from AND seq < @before
      ORDER BY seq DESC
      LIMIT @most`)
  const bySubject = slice('subject = @subject AND')
  const byEvent = slice('event = @event AND')
  const byNumber = slice('')
  // Times may stand still or go back, numbers never do: a day has the numbers between its least and its greatest.
  const numbersOf = db.prepare<[number, number], { least: number | null; greatest: number | null }>(`
    SELECT min(seq) AS least, max(seq) AS greatest
    FROM ledger
    WHERE at >= ? AND at < ?`)

  const rangeOf = ({ before = Number.MAX_SAFE_INTEGER, day }: LedgerPage): Range => {
    if (!day || day.to - day.from > widestMs) return { from: 0, before }
    const { least, greatest } = numbersOf.get(day.from, day.to) ?? {}
    return { from: least ?? before, before: Math.min(before, (greatest ?? 0) + 1) }
  }

  return async (page: LedgerPage): Promise<LedgerRow[]> => {
    const { subject, event, day, most } = page
    const select = subject !== undefined ? bySubject : event !== undefined ? byEvent : byNumber
    const fits = (row: Stored<LedgerRow>) =>
      (event === undefined || row.event === event) && (!day || (row.at >= day.from && row.at < day.to))
    const wanted = { ...(subject !== undefined && { subject }), ...(event !== undefined && { event }) }
    const found: LedgerRow[] = []
    let range = await read(() => rangeOf(page))
    for (;;) {
      const rows = await read(() => select.all({ ...range, ...wanted, most: sliceRows }))
      found.push(...rows.filter(fits).map(fromStored))
      const last = rows.at(-1)
      if (!last || rows.length < sliceRows || found.length >= most) return found.slice(0, most)
      range = { ...range, before: last.seq }
      await setImmediate()
    }
  }
}

type Range = { from: number; before: number }
