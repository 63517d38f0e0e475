import type { LedgerEvent } from '../../../preload/administration.ts'

const known: Record<LedgerEvent, true> = {
  flag: true,
  otp_send: true,
  otp_delivery: true,
  otp_report: true,
  otp_verify: true,
  otp_expired: true,
  otp_void: true,
  session_end: true,
  unlock: true,
  rescue_code: true,
  officer_change: true,
  identity_confirm: true,
  roster_import: true,
  roster_export: true,
  roster_seen: true,
  set_up_code: true,
  gateway: true,
  flags_seen: true,
  ledger_export: true,
  ledger_prune: true,
  ledger_accept: true,
  keys_export: true,
  keys_import: true,
  secret_set: true,
  terminal_renewed: true,
  kit_made: true,
  kit_applied: true,
  kit_refused: true,
}

const isEvent = (text: string): text is LedgerEvent => Object.hasOwn(known, text)

/** Every event, those first that are looked for most. */
export const eventsToChoose: LedgerEvent[] = Object.keys(known).filter(isEvent)
