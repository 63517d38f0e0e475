import type { LedgerEntry } from '../ledger/entry.ts'
import type { SessionEnd } from '../store/store.ts'

/** What the ledger says of a session that ended. Only a logout is the officer's own doing. */
export const endEntry = (loginId: string, reason: SessionEnd): LedgerEntry => ({
  event: 'session_end',
  actor: reason === 'logout' ? loginId : 'terminal',
  subject: loginId,
  outcome: 'ended',
  reason,
})
