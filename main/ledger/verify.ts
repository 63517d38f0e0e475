import { setImmediate } from 'node:timers/promises'
import type { LedgerCheck } from '../../preload/administration.ts'
import { sameBytes } from '../same-bytes.ts'
import type { Records } from '../store/records.ts'
import { type Chain, type ChainedRow, type Checkpoint, follows, type Link, origin } from './chain.ts'

/** What is known of a ledger besides its entries, and what they are checked with. */
export type Evidence = {
  records: Pick<Records, 'ledgerSlice' | 'ledgerEnd' | 'checkpoint'>
  chain: Chain
  /** Whether this terminal has signed the checkpoint. */
  genuine: (checkpoint: Checkpoint) => boolean
  /** An entry that was written for sure; nothing where nobody knows any more. */
  head: Link | undefined
}

export type Progress = (done: number, of: number) => void

/** Reading and checking so many takes about a millisecond. */
const sliceRows = 200

/** Goes through the ledger, oldest entry first, and names the first one that is not what was written. */
export const verifyLedger = (evidence: Evidence, progress: Progress): Promise<LedgerCheck> =>
  undisturbed(evidence, () => walk(evidence, progress))

/** The same, and `take` gets all entries, `good` of them behind nothing but good ones. `begin` starts it over. */
export const verifyAndTake = (
  evidence: Evidence,
  progress: Progress,
  begin: () => Promise<Take>,
): Promise<LedgerCheck> => undisturbed(evidence, async () => walk(evidence, progress, await begin()))

export type Take = (rows: ChainedRow[], good: number) => Promise<void>

/** Again where old entries were removed meanwhile: one was looked for that is rightly gone. */
const undisturbed = async ({ records }: Evidence, look: () => Promise<LedgerCheck>): Promise<LedgerCheck> => {
  for (;;) {
    const before = await records.checkpoint()
    const check = await look()
    const after = await records.checkpoint()
    if (before?.seq === after?.seq) return check
  }
}

type Broken = Extract<LedgerCheck, { kind: 'broken' }>

const walk = async (evidence: Evidence, progress: Progress, take?: Take): Promise<LedgerCheck> => {
  const { records, genuine, head } = evidence
  const checkpoint = await records.checkpoint()
  const forged = checkpoint !== undefined && !genuine(checkpoint)
  const start = checkpoint && !forged ? checkpoint : origin
  const of = ((await records.ledgerEnd())?.seq ?? start.seq) - start.seq
  let last: Link = start
  let entries = 0
  let broken = isOther(head, start) ? brokenAt(start.seq, 'other_ledger') : undefined
  progress(0, of)
  for await (const rows of slices(records)) {
    const good = broken ? 0 : countGood(evidence, last, rows)
    last = rows[good - 1] ?? last
    if (good < rows.length) broken ??= await diagnose(evidence, start, last)
    if (broken && !take) return broken
    await take?.(rows, good)
    entries += rows.length
    progress(Math.min(entries, of), of)
  }
  if (broken) return broken
  if (forged) return brokenAt(checkpoint.seq, 'changed')
  if (!head || head.seq > last.seq) return brokenAt(last.seq + 1, 'cut_off')
  return { kind: 'whole', entries }
}

/** Every entry, those with numbers that none can have among them; the program goes on between two slices. */
async function* slices(records: Evidence['records']) {
  let after = Number.NEGATIVE_INFINITY
  while (after <= Number.MAX_SAFE_INTEGER) {
    const rows = await records.ledgerSlice(after, sliceRows)
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = last.seq
    await setImmediate()
  }
}

const countGood = ({ chain, head }: Evidence, before: Link, rows: ChainedRow[]): number => {
  const bad = rows.findIndex(
    (row, index) => !follows(chain, rows[index - 1] ?? before, row) || isOther(head, row),
  )
  return bad === -1 ? rows.length : bad
}

const isOther = (head: Link | undefined, { seq, mac }: Link) => head?.seq === seq && !sameBytes(head.mac, mac)

/** What has become of the entry that should stand behind `last`. */
const diagnose = async ({ records, chain, head }: Evidence, start: Link, last: Link): Promise<Broken> => {
  const [early] = await records.ledgerSlice(Number.NEGATIVE_INFINITY, 1)
  if (early && early.seq <= start.seq) return brokenAt(early.seq, 'inserted')
  const [row, next] = await records.ledgerSlice(last.seq, 2)
  const seq = last.seq + 1
  if (row?.seq !== seq) return brokenAt(seq, 'missing')
  if (follows(chain, last, row)) return brokenAt(seq, isOther(head, row) ? 'other_ledger' : 'changed')
  if (!next) return brokenAt(seq, 'changed')
  // Numbers without a gap prove little: whoever takes an entry out, or puts one in, can number the others anew.
  if (follows(chain, last, { ...next, seq })) return brokenAt(seq, 'inserted')
  if (follows(chain, { ...row, seq: seq + 1 }, { ...next, seq: seq + 2 })) return brokenAt(seq, 'missing')
  if (last.seq > start.seq || follows(chain, row, next)) return brokenAt(seq, 'changed')
  const [there] = head ? await records.ledgerSlice(head.seq - 1, 1) : []
  const holdsHead = there !== undefined && there.seq === head?.seq && !isOther(head, there)
  return brokenAt(seq, holdsHead ? 'changed' : 'other_ledger')
}

const brokenAt = (seq: number, why: Broken['why']): Broken => ({ kind: 'broken', seq, why })
