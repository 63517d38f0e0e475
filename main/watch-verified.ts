import type { LedgerEvent } from '../preload/administration.ts'
import type { Clock } from './clock.ts'
import type { LedgerRow } from './ledger/chain.ts'
import { flag, type LedgerEntry } from './ledger/entry.ts'
import type { Log } from './log.ts'
import type { Store } from './store/store.ts'

const everyMs = 60 * 60 * 1000
/** Fewer are no sample. */
const leastSent = 10
const leastShare = 0.2
const pageRows = 300

/**
 * Raises a flag when of the codes that were really sent in an hour few were used: somebody makes SMS cost money, or they do
 * not arrive. The answer ends it.
 */
export const startVerifiedWatch = ({
  clock,
  store,
  note,
  log,
}: {
  clock: Pick<Clock, 'after'>
  store: Pick<Store, 'newest' | 'ledgerPage'>
  note: (entry: LedgerEntry) => void
  log: Log
}): (() => void) => {
  // Which entries the hour has is told by their numbers: nobody can turn those as he can a clock.
  let upTo: number | undefined
  let cancel: () => void
  const look = async () => {
    const behind = upTo
    const [newest] = await store.newest(['otp_send', 'otp_delivery', 'otp_verify'], 1)
    upTo = newest?.seq ?? 0
    if (behind === undefined) return
    const count = countSince(store, behind)
    const taken = await count('otp_send', (row) => row.outcome === 'opened' && !isRescue(row))
    const sent = taken - (await count('otp_delivery', ({ outcome }) => outcome === 'failed'))
    const signedIn = await count('otp_verify', ({ outcome }) => outcome === 'signed_in')
    if (sent >= leastSent && signedIn < sent * leastShare) {
      note(flag('few_verified', 'codes', `signed_in ${signedIn} of ${sent}`))
    }
  }
  const tryLook = () =>
    look().catch((cause) => log.error('the codes that were used could not be counted', cause))
  const watch = () => {
    cancel = clock.after(everyMs, () => {
      void tryLook()
      watch()
    })
  }
  void tryLook()
  watch()
  return () => cancel()
}

/** An administrator has told the code: no SMS was sent. */
const isRescue = ({ reason }: LedgerRow) => reason?.split(' ').includes('rescue')

const countSince =
  (store: Pick<Store, 'ledgerPage'>, behind: number) =>
  async (event: LedgerEvent, counts: (row: LedgerRow) => unknown): Promise<number> => {
    let found = 0
    for (let before: number | undefined; ; ) {
      const page = await store.ledgerPage({ event, most: pageRows, ...(before !== undefined && { before }) })
      found += page.filter((row) => row.seq > behind && counts(row)).length
      before = page.at(-1)?.seq
      if (page.length < pageRows || before === undefined || before <= behind) return found
    }
  }
