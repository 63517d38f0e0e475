import type { Flag, FlagKind } from '../../preload/administration.ts'
import type { Handlers } from '../../preload/contract.ts'
import type { LedgerRow } from '../ledger/chain.ts'
import { parseLoginId } from '../login/identity.ts'
import type { Store } from '../store/store.ts'
import type { Acting } from './acting.ts'
import { pageOf } from './page.ts'

const mostFlags = 100

/** Pages of the ledger, and the flags that no administrator has seen. */
export const createLedgerCalls = ({
  acting,
  store,
}: {
  acting: Acting
  store: Pick<Store, 'ledgerPage' | 'newest' | 'note'>
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
  flags: async () => ({ ok: true, value: await unseen(store) }),
  flagsSeen: acting(async ({ upTo }, actor) => {
    // Nobody says of flags that are yet to come that they were seen.
    const newest = (await unseen(store)).find(({ seq }) => seq <= upTo)
    if (newest) {
      const reason = `up_to ${newest.seq}`
      await store.note({ event: 'flags_seen', actor, subject: 'flags', outcome: 'seen', reason })
    }
    return { ok: true, value: null }
  }),
})

const unseen = async ({ newest }: Pick<Store, 'newest'>): Promise<Flag[]> => {
  const [[last], flags] = await Promise.all([newest(['flags_seen'], 1), newest(['flag'], mostFlags)])
  // By what was looked at, not by when: a flag may have been raised between the look and the entry.
  const seen = Number(last?.reason?.match(/^up_to (\d+)$/)?.[1] ?? 0)
  return flags.flatMap((row) => (row.seq > seen ? (flagOf(row) ?? []) : []))
}

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
