import type { Clock } from '../clock.ts'
import type { Inspection } from '../store/inspection.ts'
import type { Records } from '../store/records.ts'
import { type Check, type Finding, found } from './finding.ts'

/** A clock of somebody else, and how far this computer's is ahead of it. */
export type Sighting = { source: string; aheadMs: number }

/** Whether the wall clock has been turned since the last entry, and whether it is right. */
export const clockChecks = ({
  clock,
  records,
  inspection,
  sightings,
}: {
  clock: Pick<Clock, 'wallMs'>
  records: Pick<Records, 'ledgerEnd'>
  inspection: Pick<Inspection, 'steadyMs'>
  sightings: () => Promise<Sighting[]>
}): Check[] => [
  {
    id: 'clock_records',
    run: async () => {
      const newest = await records.ledgerEnd()
      if (!newest) return [found('green', 'clock_records.good')]
      const wallMs = clock.wallMs() - newest.at
      if (wallMs < -toleratedMs) return [found('red', 'clock_records.behind', { at: timeOf(newest.at) })]
      // While the computer is off or sleeps, the wall clock goes on alone; never the other one.
      const lostMs = inspection.steadyMs() - newest.steadyAt - wallMs
      return lostMs > toleratedMs
        ? [found('amber', 'clock_records.turned', { seconds: Math.round(lostMs / 1000) })]
        : [found('green', 'clock_records.good')]
    },
  },
  { id: 'clock_network', remote: true, run: async () => [compared(await sightings())] },
]

/** As a moment in UTC, to the minute. */
export const timeOf = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What a time server sets right is less. */
const toleratedMs = 60_000
/** A Date header has whole seconds and is some seconds old when it arrives; whoever verifies a token forgives a minute at most. */
const agreesMs = 30_000
/** Amazon refuses what is signed five minutes off. */
const usableMs = 5 * 60_000

/** The worst of them counts: two providers do not err together. */
const compared = (sightings: Sighting[]): Finding => {
  const [worst] = sightings.toSorted((a, b) => Math.abs(b.aheadMs) - Math.abs(a.aheadMs))
  if (!worst) return found('amber', 'clock_network.unknown')
  const off = Math.abs(worst.aheadMs)
  const seconds = Math.ceil(off / 1000)
  const sources = sightings.map(({ source }) => source).join(', ')
  if (off < agreesMs) return found('green', 'clock_network.good', { sources, seconds })
  const facts = { sources: worst.source, seconds }
  return off < usableMs
    ? found('amber', 'clock_network.off', facts)
    : found('red', 'clock_network.wrong', facts)
}
