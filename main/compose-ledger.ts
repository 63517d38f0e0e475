import { join } from 'node:path'
import type { Clock } from './clock.ts'
import { startClockWatch } from './clock-watch.ts'
import type { Config } from './config/schema.ts'
import type { Chain } from './ledger/chain.ts'
import type { LedgerEntry } from './ledger/entry.ts'
import { createHead, type Head } from './ledger/head.ts'
import { startPruning } from './ledger/prune.ts'
import { createSigner, type Signer } from './ledger/signing.ts'
import { ledgerHeadFile } from './ledger-head-file.ts'
import type { Log } from './log.ts'
import type { Records } from './store/records.ts'
import type { Store } from './store/store.ts'
import type { Keys } from './vault/key-file.ts'
import { startVerifiedWatch } from './watch-verified.ts'

/** The ledger of this terminal, with what it is checked and signed with. */
export type Ledger = { records: Records; chain: Chain; signer: Signer; head: Head }

/** Looks at the ledger before anything is written into it. */
export const openLedger = async ({
  home,
  keys,
  records,
  chain,
  clock,
  log,
}: {
  home: string
  keys: Keys
  records: Records
  chain: Chain
  clock: Clock
  log: Log
}): Promise<Ledger> => {
  const signer = createSigner(keys)
  const file = ledgerHeadFile(join(home, 'ledger-head'))
  const head = await createHead({ file, vault: keys.vault, records, genuine: signer.isGenuine, clock, log })
  return { records, chain, signer, head }
}

const dayMs = 24 * 60 * 60 * 1000

/** What is done for the ledger as long as a window is open: its head, its age, and what is unusual. The answer ends it. */
export const keepLedger = ({
  config,
  note,
  turnedBehind,
  sinceBootMs,
  ...station
}: Ledger & {
  config: Pick<Config, 'ledger'>
  store: Store
  clock: Clock
  log: Log
  /** Writes an entry that nobody waits for. */
  note: (entry: LedgerEntry) => void
  /** The ledger is older than it was, from now on. */
  turnedBehind: () => void
  sinceBootMs?: (() => number) | undefined
}): (() => void) => {
  const { clock, store, log, head } = station
  head.keep(turnedBehind)
  const stops = [
    startPruning({ ...station, keepMs: config.ledger.retentionDays * dayMs }),
    startClockWatch({ clock, note, ...(sinceBootMs && { sinceBootMs }) }),
    startVerifiedWatch({ clock, store, note, log }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
