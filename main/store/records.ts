import type { ChainedRow, Checkpoint, Link } from '../ledger/chain.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { SharedRoster } from './seen-roster.ts'
import type { Store } from './store.ts'

/** An entry that goes on when it is too old to be kept, unless there is a later one of its event, or of its event and subject. */
export type Carried = { entry: LedgerEntry; bySubject: boolean }

/**
 * What stays in this computer's own database wherever the shared state lies: the ledger, and how the last SMS went.
 * A step on another machine is written down before it is tried and again when it is known what became of it.
 */
export type Records = Pick<
  Store,
  | 'noteNewTerminal'
  | 'lastDelivery'
  | 'keepDelivery'
  | 'newest'
  | 'flags'
  | 'ledgerPage'
  | 'putSetUpCode'
  | 'trySetUpCode'
  | 'note'
  | 'close'
> & {
  /** Writes that a step is about to be tried; answers the number to settle it by. */
  begin: (attempted: LedgerEntry) => Promise<number>
  /** Writes what became of steps, all or none; `attempt` is the one that is thereby settled. */
  settle: (attempt: number | undefined, entries: LedgerEntry[]) => Promise<void>
  /** Writes of each attempt that a process left open which is gone that its outcome is not known. */
  settleLeftovers: () => Promise<void>
  /** The newest roster of a station that this terminal has seen; `undefined` where somebody has changed what the ledger says of it. */
  seenRoster: (station: string) => Promise<SharedRoster | undefined>
  /** Writes down that it has seen a newer one. */
  seeRoster: (station: string, roster: SharedRoster) => Promise<void>
  /** Entries with their MACs, oldest first, behind a number. */
  ledgerSlice: (after: number, most: number) => Promise<ChainedRow[]>
  /** The newest entry. */
  ledgerEnd: () => Promise<ChainedRow | undefined>
  /** The last entry that this process wrote; where it was gone when the next one was written, still that one. */
  lastOwn: () => Link | undefined
  forgetOwn: () => void
  checkpoint: () => Promise<Checkpoint | undefined>
  /**
   * Removes the entries up to this one, which is the checkpoint from then on. Removes nothing and answers false where
   * another entry has this number, or it is the newest: numbers go on from that one. `root`, what the roster is known
   * by as the last of them tells it, goes on in `entry` where no later one tells; so does each of `carried`, as an entry of
   * its own.
   */
  prune: (step: {
    upTo: Checkpoint
    root?: string
    carried: Carried[]
    entry: LedgerEntry & { reason: string }
  }) => Promise<boolean>
}
