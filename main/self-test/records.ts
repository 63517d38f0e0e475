import type { Clock } from '../clock.ts'
import { follows, type Link } from '../ledger/chain.ts'
import type { Head } from '../ledger/head.ts'
import { type Evidence, verifyLedger } from '../ledger/verify.ts'
import type { Inspection } from '../store/inspection.ts'
import type { Records } from '../store/records.ts'
import { type Check, type Finding, found } from './finding.ts'

/** Whether the database and the ledger in it are whole, and old entries go when they should. */
export const recordChecks = ({
  inspection,
  head,
  evidence,
  records,
  clock,
  keepDays,
  most = mostEntries,
}: {
  inspection: Inspection
  head: Pick<Head, 'state'>
  evidence: Evidence
  records: Pick<Records, 'ledgerSlice' | 'ledgerEnd'>
  clock: Pick<Clock, 'wallMs'>
  /** How old an entry gets, by the configuration. */
  keepDays: number
  /** How many entries are looked at. */
  most?: number
}): Check[] => [
  {
    id: 'database',
    run: () => {
      const { thorough, faults } = inspection.integrity()
      if (faults.length > 0) return [found('red', 'database.damaged', { detail: faults.join('; ') })]
      return [found('green', thorough ? 'database.whole' : 'database.quick')]
    },
  },
  {
    id: 'database_settings',
    run: () => {
      const settings = inspection.settings()
      const wrong = Object.entries(settings).flatMap(([name, { is, wanted }]) =>
        is === wanted ? [] : [`${name} is ${is}, not ${wanted}`],
      )
      if (wrong.length > 0) return [found('red', 'database_settings.wrong', { detail: wrong.join('; ') })]
      return [found('green', 'database_settings.good', { version: settings.user_version.is })]
    },
  },
  { id: 'ledger_chain', run: async () => [await chainFinding(evidence, most)] },
  {
    id: 'ledger_head',
    run: () => [
      head.state() === 'good' ? found('green', 'ledger_head.good') : found('red', 'ledger_head.behind'),
    ],
  },
  {
    id: 'retention',
    run: async () => {
      const [first] = await records.ledgerSlice(Number.NEGATIVE_INFINITY, 1)
      const oldest = first ? Math.max(0, Math.floor((clock.wallMs() - first.at) / dayMs)) : 0
      const facts = { days: keepDays, oldest }
      if (oldest > keepDays + graceDays) return [found('amber', 'retention.overdue', facts)]
      return keepDays < yearDays
        ? [found('amber', 'retention.short', facts)]
        : [found('green', 'retention.kept', facts)]
    },
  },
]

const dayMs = 24 * 60 * 60 * 1000
/** What the DPDP Rules of 2025 ask of logs; CERT-In asks for 180. */
const yearDays = 365
/** A terminal that was off over a weekend removes what is too old when it is on again. */
const graceDays = 7
/** About a second's work. A year of a busy terminal has fewer. */
const mostEntries = 200_000
const sliceRows = 500

const chainFinding = async (evidence: Evidence, most: number): Promise<Finding> => {
  const { records } = evidence
  const end = await records.ledgerEnd()
  const before = (await records.checkpoint())?.seq ?? 0
  const of = (end?.seq ?? before) - before
  if (end && of > most) return newest(evidence, end, most, of)
  const check = await verifyLedger(evidence, () => undefined)
  return check.kind === 'whole'
    ? found('green', 'ledger_chain.whole', { entries: check.entries })
    : found('red', 'ledger_chain.broken', { seq: check.seq, why: check.why })
}

/** From an entry on that is taken as it stands: older ones are left to `--verify-ledger`. */
const newest = async (
  { records, chain, head }: Evidence,
  end: Link,
  most: number,
  of: number,
): Promise<Finding> => {
  const [first] = await records.ledgerSlice(end.seq - most - 1, 1)
  let last: Link = first ?? end
  const from = last.seq
  while (last.seq < end.seq) {
    const rows = await records.ledgerSlice(last.seq, sliceRows)
    const before = last
    const bad = rows.find((row, index) => !follows(chain, rows[index - 1] ?? before, row))
    if (bad || rows.length === 0) return broken((bad ?? last).seq, 'changed')
    const there = head && rows.find(({ seq }) => seq === head.seq)
    if (there && !there.mac.equals(head.mac)) return broken(head.seq, 'other_ledger')
    last = rows.at(-1) ?? last
  }
  if (!head || head.seq > last.seq) return broken(last.seq + 1, 'cut_off')
  return found('green', 'ledger_chain.newest', { entries: end.seq - from, of })
}

const broken = (seq: number, why: string) => found('red', 'ledger_chain.broken', { seq, why })
