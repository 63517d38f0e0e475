import type { LedgerEntry } from '../../ledger/entry.ts'
import type { Records } from '../records.ts'

type Debt = { attempt: number | undefined; entries: LedgerEntry[] }

/**
 * Writes what has already happened on the server. What cannot be written now is owed: it is written, in its order, before
 * anything else is done, so that no event is without its entry.
 */
export const createOwed = (records: Pick<Records, 'settle'>) => {
  const debts: Debt[] = []
  let last: Promise<void> = Promise.resolve()

  const pay = async () => {
    for (let debt = debts[0]; debt; debt = debts[0]) {
      await records.settle(debt.attempt, debt.entries)
      debts.shift()
    }
  }
  /** One after the other: two that pay at once would pay twice. */
  const settled = () => {
    last = last.then(pay, pay)
    return last
  }

  return {
    write: (attempt: number | undefined, entries: LedgerEntry[]) => {
      debts.push({ attempt, entries })
      return settled()
    },
    /** Rejects while something is owed that cannot be written. */
    settled: () => (debts.length === 0 ? Promise.resolve() : settled()),
  }
}
