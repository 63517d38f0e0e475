import type { Flag, FlagKind } from '../../preload/administration.ts'
import type { Handlers } from '../../preload/contract.ts'
import type { LedgerRow } from '../ledger/chain.ts'
import { parseLoginId } from '../login/identity.ts'
import { madeBy } from '../login/rescue.ts'
import type { Store } from '../store/store.ts'
import type { Acting } from './acting.ts'
import { pageOf } from './page.ts'

const mostFlags = 100
/** Further back nobody looks for who has seen what. */
const mostSeen = 100

/** Pages of the ledger, and the flags that no administrator has seen. */
export const createLedgerCalls = ({
  acting,
  store,
}: {
  acting: Acting
  store: Pick<Store, 'ledgerPage' | 'newest' | 'flags' | 'note'>
}): Pick<Handlers, 'ledgerPage' | 'flags' | 'flagsSeen'> => ({
  ledgerPage: async ({ before, subject, event, day }) => {
    const filter = {
      ...(before !== undefined && { before }),
      ...(subject?.trim() && { subject: parseLoginId(subject) ?? subject }),
      ...(event && { event }),
      ...(day && { day }),
    }
    const page = await pageOf((most) => store.ledgerPage({ ...filter, most }))
    return { ok: true, value: { entries: page.rows.map(lineOf), more: page.more } }
  },
  flags: acting(async (_input, actor) => {
    const { rows } = await unseen(store, actor)
    return { ok: true, value: rows.flatMap((row) => flagOf(row) ?? []).reverse() }
  }),
  flagsSeen: acting(async ({ upTo }, actor) => {
    const { rows, after } = await unseen(store, actor)
    // Nobody says of flags that are yet to come that they were seen.
    const newest = rows.findLast(({ seq }) => seq <= upTo)
    if (newest) {
      // What others have seen already stays seen; where there is more than was shown, only what was shown.
      const seen = rows.length < mostFlags ? Math.max(newest.seq, after) : newest.seq
      const reason = `up_to ${seen}`
      await store.note({ event: 'flags_seen', actor, subject: 'flags', outcome: 'seen', reason })
    }
    return { ok: true, value: null }
  }),
})

/**
 * The oldest ones that no administrator has seen, so that "seen" is never said of one that was not shown. A flag about a code that an
 * administrator has made himself is for another one: that he has seen it counts for his own screen only. `after`: the
 * last number that has been seen.
 */
const unseen = async (store: Pick<Store, 'newest' | 'flags'>, viewer: string) => {
  const seen = await store.newest(['flags_seen'], mostSeen)
  const [last] = seen
  const after = upToOf(last)
  const byAnother = seen.find(({ actor }) => actor !== last?.actor)
  const earlier = upToOf(byAnother ?? (seen.length < mostSeen ? undefined : seen.at(-1)))
  const own =
    last && last.actor !== viewer
      ? await store.flags({ after: earlier, upTo: after, reason: madeBy(last.actor), most: mostFlags })
      : []
  const rows = [...own, ...(await store.flags({ after, most: mostFlags }))].slice(0, mostFlags)
  return { rows, after }
}

// By what was looked at, not by when: a flag may have been raised between the look and the entry.
const upToOf = (entry: LedgerRow | undefined) => Number(entry?.reason?.match(/^up_to (\d+)$/)?.[1] ?? 0)

const kinds: Record<FlagKind, true> = {
  locked: true,
  success_after_failures: true,
  row_changed: true,
  clock_jump: true,
  few_verified: true,
  rescue_code: true,
  ledger_behind: true,
}
const isKind = (text: string): text is FlagKind => Object.hasOwn(kinds, text)

const flagOf = ({ seq, at, outcome, subject, reason }: LedgerRow): Flag | undefined =>
  isKind(outcome) ? { seq, at, kind: outcome, subject, ...(reason !== undefined && { reason }) } : undefined

const lineOf = ({ seq, at, actor, event, subject, outcome, reason }: LedgerRow) => ({
  seq,
  at,
  actor,
  event,
  subject,
  outcome,
  ...(reason !== undefined && { reason }),
})
