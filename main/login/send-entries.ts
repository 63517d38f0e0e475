import type { Clock } from '../clock.ts'
import { flag, type LedgerEntry } from '../ledger/entry.ts'
import type { Found } from '../roster/roster.ts'
import type { OpenOutcome } from '../store/store.ts'
import { type Identity, maskNumber } from './identity.ts'

/** Somebody who gets a decoy, and why. */
export type Refused = Omit<Stranger, 'why'> & { why: Stranger['why'] | 'records_older' }
type Stranger = Extract<Found, { kind: 'stranger' }>

export const sendEntry = ({
  found,
  name,
  identity,
  rescue,
  outcome,
}: {
  found: Exclude<Found, { kind: 'stranger' }> | Refused
  name: string
  identity: Identity
  rescue: boolean
  outcome: OpenOutcome
}): LedgerEntry => {
  const opened = found.kind === 'officer' ? 'opened' : 'decoy'
  const facts = [
    maskNumber(identity.number),
    found.kind === 'stranger' ? found.why : '',
    rescue ? 'rescue' : '',
    outcome.kind === 'full' ? `${outcome.limit}_limit` : outcome.kind === 'locked' ? 'locked' : '',
  ]
  return {
    event: 'otp_send',
    actor: name,
    subject: name,
    outcome: outcome.kind === 'opened' ? opened : 'refused',
    reason: facts.filter(Boolean).join(' '),
  }
}

const oncePerMs = 60_000

/** The flag for a row that somebody changed by hand; once a minute for each officer, however often he is tried. */
export const createRowFlags = (clock: Clock) => {
  const raisedAt = new Map<string, number>()
  return (name: string, why: Refused['why']): LedgerEntry[] => {
    if (why !== 'row_changed') return []
    const now = clock.uptimeMs()
    for (const [other, at] of raisedAt) if (now - at >= oncePerMs) raisedAt.delete(other)
    if (raisedAt.has(name)) return []
    raisedAt.set(name, now)
    return [flag('row_changed', name)]
  }
}
