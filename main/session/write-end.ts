import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { SessionEnd, Store } from '../store/store.ts'
import { endEntry } from './end-entry.ts'

type Ended = { id: string; officer: { loginId: string } }

const retryMs = 5000

/** Writes that a session has ended: as soon as it can be, and once. */
export const createWriteEnd = ({
  store,
  clock,
  log,
}: {
  store: Pick<Store, 'end' | 'note'>
  clock: Clock
  log: Log
}) => {
  // An outage may last for a night, and the log holds little: the first failure is said, and that it is over.
  const insist = async (write: () => Promise<void>, failedBefore = false): Promise<void> => {
    try {
      await write()
      if (failedBefore) log.info('the end of a session is written now')
    } catch (cause) {
      if (!failedBefore) log.error('the end of a session could not be written; it will be tried again', cause)
      clock.after(retryMs, () => void insist(write, true))
    }
  }

  return {
    /** Of one that ends here. A row that is gone, as after a long outage, has ended without an entry. */
    here: ({ id, officer }: Ended, reason: SessionEnd) => {
      const entry = endEntry(officer.loginId, reason)
      return insist(async () => {
        if ((await store.end(id, reason, entry)) === 'gone') await store.note(entry)
      })
    },
    /** What ended at another terminal belongs into the ledger of this one too. */
    elsewhere: ({ officer }: Ended, reason: SessionEnd, place: string) =>
      insist(() => store.note({ ...endEntry(officer.loginId, reason), reason: `${reason} at ${place}` })),
  }
}
