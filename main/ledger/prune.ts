import { type Clock, delay } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Carried, Records } from '../store/records.ts'
import { type Chain, type ChainedRow, follows, origin } from './chain.ts'
import type { Signer } from './signing.ts'

export type PruneDeps = {
  records: Pick<Records, 'ledgerSlice' | 'ledgerEnd' | 'checkpoint' | 'prune'>
  chain: Chain
  signer: Pick<Signer, 'signCheckpoint' | 'isGenuine'>
  clock: Clock
  /** How old an entry gets. */
  keepMs: number
}

/** Removed in one step, which is a commit; then others have their turn. */
const stepRows = 100
const pauseMs = 50

const dayMs = 24 * 60 * 60 * 1000
/** Not while the window opens. */
const firstAfterMs = 60_000

/** Removes what is too old, once a day. */
export const startPruning = ({ log, ...deps }: PruneDeps & { log: Log }): (() => void) => {
  const { clock } = deps
  let cancel: () => void
  const next = (afterMs: number) => {
    cancel = clock.after(afterMs, () => {
      pruneLedger(deps).then(
        (outcome) => outcome.kind === 'broken' && log.warn(`the ledger is broken at entry ${outcome.seq}`),
        (cause) => log.error('old entries could not be removed', cause),
      )
      next(dayMs)
    })
  }
  next(firstAfterMs)
  return () => cancel()
}

/**
 * Removes the entries that are too old, oldest first, and leaves a signed checkpoint, which the chain then begins with. An
 * entry that is not what was written stays, and so do all behind it: what somebody has done to the ledger does not go by itself.
 */
export const pruneLedger = async (
  deps: PruneDeps,
): Promise<{ kind: 'pruned'; entries: number } | { kind: 'broken'; seq: number }> => {
  const { records, clock, signer } = deps
  for (let entries = 0; ; ) {
    const checkpoint = await records.checkpoint()
    if (checkpoint && !signer.isGenuine(checkpoint)) return { kind: 'broken', seq: checkpoint.seq }
    const start = checkpoint ?? origin
    const rows = await records.ledgerSlice(Number.NEGATIVE_INFINITY, stepRows)
    const newest = await genuineEnd(deps)
    if (typeof newest === 'number') return { kind: 'broken', seq: newest }
    const young = rows.findIndex((row) => !newest || !isOver(deps, row, newest))
    const old = young === -1 ? rows : rows.slice(0, young)
    const last = old.at(-1)
    if (!last) return { kind: 'pruned', entries }
    const bad = old.findIndex((row, index) => !follows(deps.chain, old[index - 1] ?? start, row))
    if (bad !== -1) return { kind: 'broken', seq: start.seq + bad + 1 }
    const root = old.map(rootIn).findLast((found) => found !== undefined)
    const pruned = await records.prune({
      upTo: signer.signCheckpoint(last),
      ...(root !== undefined && { root }),
      carried: carriedOf(old),
      entry: {
        event: 'ledger_prune',
        actor: 'terminal',
        subject: 'ledger',
        outcome: 'pruned',
        reason: `up_to ${last.seq}`,
      },
    })
    if (!pruned) return { kind: 'pruned', entries }
    entries += old.length
    await delay(clock, pauseMs)
  }
}

/** The newest entry, or its number where it is not what was written: whoever sets its time must not make others old. */
const genuineEnd = async ({ records, chain }: PruneDeps): Promise<ChainedRow | number | undefined> => {
  const end = await records.ledgerEnd()
  if (!end) return undefined
  const [before] = await records.ledgerSlice(end.seq - 2, 1)
  const previous = before && before.seq < end.seq ? before : ((await records.checkpoint()) ?? origin)
  return follows(chain, previous, end) ? end : end.seq
}

/**
 * By the wall clock, and by steady time for an eighth as long: turning the clock forward removes nothing that the program
 * has not been running beside for weeks (three hours a day are an eighth). What is that old by steady time alone is old,
 * whatever the clock was when it was written.
 */
const isOver = ({ clock, keepMs }: PruneDeps, row: ChainedRow, newest: ChainedRow): boolean => {
  // The newest entry's time, which is not later than now.
  const steadyAge = newest.steadyAt - row.steadyAt
  return steadyAge >= keepMs || (clock.wallMs() - row.at >= keepMs && steadyAge >= keepMs / 8)
}

/** What the roster is known by, where the entry tells it (see roster/changes.ts). */
const rootIn = ({ event, reason }: ChainedRow): string | undefined =>
  ['officer_change', 'roster_import', 'ledger_prune'].includes(event)
    ? reason?.match(/ root:([0-9a-f]{64})$/)?.[1]
    : undefined

/**
 * What must be known as long as it is so: which kit is installed (see kit/kit-state.ts), and of each station which shared roster
 * was seen last (see store/seen-roster.ts).
 */
const carriedOf = (old: ChainedRow[]): Carried[] =>
  old.flatMap((row, index) => {
    const bySubject = row.event === 'roster_seen'
    if (!bySubject && row.event !== 'kit_applied') return []
    const later = old
      .slice(index + 1)
      .some(({ event, subject }) => event === row.event && (!bySubject || subject === row.subject))
    const { event, actor, subject, outcome, reason = '' } = row
    return later ? [] : [{ entry: { event, actor, subject, outcome, reason }, bySubject }]
  })
