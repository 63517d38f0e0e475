import type { LedgerEntry } from '../ledger/entry.ts'
import { emptyRoot } from './roster-tree.ts'

/** A shared roster: its number grows by one with every change, its root tells it from every other one (see roster-tree.ts). */
export type SharedRoster = { number: number; root: string }

/** Before a station has one. */
export const noRoster: SharedRoster = { number: 0, root: emptyRoot }

/** In the ledger of each terminal, the first time that it sees a newer one. */
export const seenEntry = (station: string, { number, root }: SharedRoster): LedgerEntry => ({
  event: 'roster_seen',
  actor: 'terminal',
  subject: station,
  outcome: 'newer',
  reason: `number ${number} root ${root}`,
})

export const seenIn = ({ reason }: Pick<LedgerEntry, 'reason'>): SharedRoster | undefined => {
  const [, number, root] = reason?.match(/^number (\d+) root ([0-9a-f]{64})$/) ?? []
  return number === undefined || root === undefined ? undefined : { number: Number(number), root }
}

/** Whether a roster is no older than another one. */
export const isAsNew = (roster: SharedRoster, than: SharedRoster): boolean =>
  roster.number > than.number || (roster.number === than.number && roster.root === than.root)
