import type { LedgerEntry } from '../../ledger/entry.ts'
import type { Log } from '../../log.ts'
import type { Records } from '../records.ts'
import { StoreUnavailable } from '../store.ts'
import { NotDone } from './link.ts'
import { createOwed } from './owed.ts'

/** Keeps the ledger of this terminal true to what happens on the server, whatever is lost between the two. */
export const createBookkeeping = ({ records, log }: { records: Records; log: Log }) => {
  const owed = createOwed(records)

  /** What is owed is written before anything else is asked of the server; where it cannot be, the server is not asked. */
  const payFirst = () =>
    owed.settled().catch((cause) => {
      throw cause instanceof StoreUnavailable ? new NotDone(cause) : cause
    })

  /** A step whose end must not be lost: begun in the ledger, and closed there by what became of it. */
  const attempt = async <Outcome>(
    begun: LedgerEntry | undefined,
    step: () => Promise<{ outcome: Outcome; entries: LedgerEntry[] }>,
  ): Promise<Outcome> => {
    if (!begun) throw new Error('an attempt without an entry')
    await payFirst()
    const id = await records.begin(begun)
    const { outcome, entries } = await step().catch(async (cause) => {
      const outcome = cause instanceof NotDone ? 'refused' : 'outcome_unknown'
      await owed
        .write(id, [{ ...begun, outcome, reason: 'store_unavailable' }])
        .catch((failure) => log.error('the end of an attempt could not be written; it is owed', failure))
      throw cause
    })
    await owed.write(id, entries)
    return outcome
  }

  /** A step that needs no attempt. Where its answer is lost the ledger says so, for the retry will find nothing to do. */
  const told = async <Value>(entry: () => LedgerEntry | undefined, step: Promise<Value>): Promise<Value> => {
    try {
      return await step
    } catch (cause) {
      const unknown = cause instanceof StoreUnavailable && !(cause instanceof NotDone) ? entry() : undefined
      if (unknown) {
        const outcome = { outcome: 'outcome_unknown', reason: 'store_unavailable' }
        await owed.write(undefined, [{ ...unknown, ...outcome }])
      }
      throw cause
    }
  }

  return { owed, payFirst, attempt, told }
}
