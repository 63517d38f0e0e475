export type LedgerEvent =
  | 'otp_send'
  | 'otp_delivery'
  | 'otp_report'
  | 'gateway'
  | 'otp_verify'
  | 'otp_expired'
  | 'otp_void'
  | 'session_end'
  | 'roster_import'
  | 'officer_change'
  | 'unlock'
  | 'keys_export'
  | 'keys_import'
  | 'secret_set'
  | 'terminal_renewed'

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
