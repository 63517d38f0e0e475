import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { sameBytes } from '../same-bytes.ts'
import type { Records } from '../store/records.ts'
import type { Vault } from '../vault/vault.ts'
import { type Checkpoint, type Link, origin } from './chain.ts'
import { flag } from './entry.ts'

/** One sealed text outside the database. */
export type HeadFile = {
  /** `undefined` where there is none. */
  read: () => string | undefined
  /** Replaces it as one step. */
  write: (text: string) => void
}

/**
 * The head of the ledger, kept outside the database as well. A ledger that has gone on since is as it should be; one that
 * ends before the head, or has another entry in its place, is older than what was written, and so is all else in its file.
 */
export type Head = {
  state: () => 'good' | 'behind'
  /** The entry that the file told of at the start; `undefined` where it told of none, though there should be one. */
  known: () => Link | undefined
  /** For a program that stays: raises a flag where the ledger is behind or turns so, which is also told, and writes the head when there is a new one. */
  keep: (turnedBehind: () => void) => void
  /** From now on the ledger is taken as it is. Its entry (`ledger_accept`) must be in it already. */
  accept: () => Promise<void>
  /** Writes the head for the last time. */
  close: () => Promise<void>
}

const everyMs = 60_000

type Deps = {
  file: HeadFile
  vault: Pick<Vault, 'seal' | 'open'>
  records: Pick<Records, 'ledgerEnd' | 'ledgerSlice' | 'lastOwn' | 'forgetOwn' | 'checkpoint' | 'note'>
  /** Whether this terminal has signed the checkpoint. */
  genuine: (checkpoint: Checkpoint) => boolean
  clock: Clock
  log: Log
}

/** Looks at the ledger before this run of the program writes into it. Throws where the first head cannot be written. */
export const createHead = async (deps: Deps): Promise<Head> => {
  const { file, vault, records, clock, log } = deps
  const newest = async (): Promise<Link> => (await records.ledgerEnd()) ?? origin
  const write = ({ seq, mac }: Link) => {
    const text = JSON.stringify({ seq, mac: mac.toString('base64') })
    file.write(vault.seal('key', text, context).toString('base64'))
    written = { seq, mac }
  }
  const found = readHead(deps)
  let written = typeof found === 'string' ? undefined : found
  // Written when the data folder is new, so that one that is missing later was taken away.
  if (found === 'no_head' && (await newest()).seq === 0) write(origin)
  const known = written
  let why = known ? await whyBehind(deps, known) : found
  let cancel: () => void = () => undefined
  let tell: () => void = () => undefined

  const raise = () =>
    records
      .note(flag('ledger_behind', 'ledger', String(why)))
      .catch((cause) => log.error('a flag could not be raised', cause))
  const save = async () => {
    if (why !== undefined || !written) return
    // Looked at again: somebody may cut off a ledger beside a running program, the newest entries too.
    for (const must of [written, records.lastOwn() ?? written]) {
      why = await whyBehind(deps, must)
      if (why === undefined) continue
      tell()
      await raise()
      // So that the next start misses it as well.
      if (must !== written) write(must)
      return
    }
    const link = await newest()
    if (link.seq !== written.seq) write(link)
  }
  const trySave = () =>
    save().catch((cause) => log.error('the head of the ledger could not be written', cause))
  const watch = () => {
    cancel = clock.after(everyMs, () => {
      void trySave()
      watch()
    })
  }

  return {
    state: () => (why === undefined ? 'good' : 'behind'),
    known: () => known,
    keep: (turnedBehind) => {
      tell = turnedBehind
      if (why !== undefined) void raise()
      watch()
    },
    accept: async () => {
      records.forgetOwn()
      write(await newest())
      why = undefined
    },
    close: async () => {
      cancel()
      await trySave()
    },
  }
}

const context = 'ledger head'

const contents = z
  .strictObject({ seq: z.int().min(0), mac: z.base64() })
  .transform(({ seq, mac }): Link => ({ seq, mac: Buffer.from(mac, 'base64') }))

const readHead = ({ file, vault, log }: Deps): Link | 'no_head' | 'head_unreadable' => {
  try {
    const sealed = file.read()
    if (sealed === undefined) return 'no_head'
    return contents.parse(JSON.parse(vault.open('key', Buffer.from(sealed, 'base64'), context)))
  } catch (cause) {
    // Sealed by another terminal, or by nobody.
    log.error('the head of the ledger cannot be read', cause)
    return 'head_unreadable'
  }
}

/** In words for the ledger; nothing where it is as it should be. */
const whyBehind = async ({ records, genuine }: Deps, { seq, mac }: Link): Promise<string | undefined> => {
  const end = (await records.ledgerEnd())?.seq ?? 0
  if (end < seq) return `ends_at ${end} of ${seq}`
  if (seq === 0) return undefined
  const [entry] = await records.ledgerSlice(seq - 1, 1)
  if (entry?.seq === seq) return sameBytes(entry.mac, mac) ? undefined : `other_entry ${seq}`
  // A terminal that was off for long removes entries because of their age before it writes the head again.
  const checkpoint = await records.checkpoint()
  return checkpoint && checkpoint.seq >= seq && genuine(checkpoint) ? undefined : `no_entry ${seq}`
}
