import type { FlagKind, LedgerEvent } from '../../preload/administration.ts'

/** One event, as the rules know it. The store adds sequence, time, terminal and chain when it writes it. */
export type LedgerEntry = {
  event: LedgerEvent
  /** Who did it: a login ID, `terminal` (the program itself) or `machine` (somebody at its command line). */
  actor: string
  /** Whom or what it was done to; never a whole mobile number. */
  subject: string
  outcome: string
  /** A snake_case word or a short fact that explains the outcome. */
  reason?: string
}

/** Something unusual, which the next administrator is shown; written beside the entry of what it is about. */
export const flag = (kind: FlagKind, subject: string, reason?: string): LedgerEntry => ({
  event: 'flag',
  actor: 'terminal',
  subject,
  outcome: kind,
  ...(reason !== undefined && { reason }),
})
