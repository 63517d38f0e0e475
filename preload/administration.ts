import { z } from 'zod'
import { type Challenge, call, type Officer, type SendCode, type VerifyCode } from './call.ts'

/** An officer as administrators see him. `intact` is false for a row that somebody changed by hand: it signs nobody in. */
export type OfficerLine = Officer & {
  maskedNumber: string
  state: 'active' | 'suspended'
  version: number
  intact: boolean
}

/** A live session. Durations in milliseconds, counted from the answer. */
export type SessionLine = {
  id: string
  loginId: string
  /** What people call the terminal; `here` is this one. */
  place: string
  here: boolean
  startedForMs: number
  idleForMs: number
  expiresInMs: number
}

export const ledgerEvents = [
  'otp_send',
  'otp_delivery',
  'otp_report',
  'gateway',
  'otp_verify',
  'otp_expired',
  'otp_void',
  'session_end',
  'roster_import',
  'roster_export',
  'roster_seen',
  'officer_change',
  'unlock',
  'identity_confirm',
  'rescue_code',
  'set_up_code',
  'keys_export',
  'keys_import',
  'secret_set',
  'terminal_renewed',
  'kit_made',
  'kit_applied',
  'kit_refused',
  'flag',
  'flags_seen',
  'ledger_export',
  'ledger_prune',
  'ledger_accept',
] as const

export type LedgerEvent = (typeof ledgerEvents)[number]

/** An entry of the ledger as administrators see it. `at` is UTC in milliseconds. */
export type LedgerLine = {
  seq: number
  at: number
  actor: string
  event: LedgerEvent
  subject: string
  outcome: string
  reason?: string
}

export type FlagKind =
  | 'locked'
  | 'success_after_failures'
  | 'row_changed'
  | 'clock_jump'
  | 'few_verified'
  | 'rescue_code'
  | 'ledger_behind'

/** Something unusual that no administrator has seen yet. `subject`: whom it is about, `reason`: a fact more. */
export type Flag = { seq: number; at: number; kind: FlagKind; subject: string; reason?: string }

/** Whether the ledger is what was written: `broken` names the first entry that is not, and why. */
export type LedgerCheck =
  | { kind: 'whole'; entries: number }
  | { kind: 'broken'; seq: number; why: 'changed' | 'missing' | 'inserted' | 'cut_off' | 'other_ledger' }

export const rosterMistakes = [
  'columns_missing',
  'column_twice',
  'quotation',
  'fields',
  'login_id',
  'login_id_twice',
  'text',
  'mobile',
  'role',
] as const

/** `about`: which columns, or for `login_id_twice` which line. */
export type RefusedLine = { line: number; what: (typeof rosterMistakes)[number]; about?: string }

/** What an import would do. `token` stands for the file as it was read. */
export type RosterPreview =
  | { kind: 'cancelled' }
  | { kind: 'unreadable' }
  | { kind: 'refused'; refused: RefusedLine[]; mistakes: number }
  | {
      kind: 'ready'
      token: string
      file: string
      added: string[]
      changed: string[]
      unchanged: number
      addedInAll: number
      changedInAll: number
    }

/** `file` is left out where nobody chose one. */
export type Saved = { file?: string }

export type ChangeCode = 'unknown_officer' | 'stale' | 'last_administrator'
export type SetUpCode =
  | 'wrong_set_up_code'
  | 'set_up_over'
  | 'invalid_login_id'
  | 'invalid_mobile'
  | 'invalid_text'
export type AdministrationCode = ChangeCode | SetUpCode | 'already_enrolled' | 'suspended' | 'file_unusable'

const nothing = z.undefined()
const loginId = z.string().max(64)
const typed = z.string().max(400)
const version = z.int().min(1)
const role = z.enum(['officer', 'administrator'])
const challengeId = z.string().max(64)
const details = { name: typed, rank: typed, station: typed }

/** What administrators can do, and the first-run screen. */
export const administration = {
  findOfficers: call<{ officers: OfficerLine[]; more: boolean }>('administrator')(
    z.strictObject({ text: z.string().max(120), after: loginId }),
  ),
  enrolOfficer: call<null, 'invalid_login_id' | 'invalid_mobile' | 'invalid_text' | 'already_enrolled'>(
    'administrator',
  )(z.strictObject({ loginId: typed, mobileNumber: typed, role, ...details })),
  editOfficer: call<null, ChangeCode | 'invalid_text'>('administrator')(
    z.strictObject({ loginId, version, role, ...details }),
  ),
  /** Sends a code to the administrator's own number, before something that needs it fresh. */
  askConfirmation: call<Challenge, SendCode>('administrator')(nothing),
  changeMobile: call<null, ChangeCode | 'invalid_mobile' | VerifyCode>('administrator')(
    z.strictObject({ loginId, version, mobileNumber: typed, challengeId, otp: z.string().max(400) }),
  ),
  setSuspended: call<null, ChangeCode>('administrator')(
    z.strictObject({ loginId, version, suspended: z.boolean() }),
  ),
  /** Lifts locks, waits and counts; answers whether there were any. */
  unlockOfficer: call<boolean>('administrator')(z.strictObject({ loginId })),
  makeRescueCode: call<{ code: string; expiresInMs: number }, 'unknown_officer' | 'suspended'>(
    'administrator',
  )(z.strictObject({ loginId })),
  liveSessions: call<{ sessions: SessionLine[]; more: boolean }>('administrator')(
    z.strictObject({ after: z.string().max(64) }),
  ),
  /** Answers whether it still lived. */
  endSession: call<boolean>('administrator')(z.strictObject({ id: z.string().max(64) })),
  flags: call<Flag[]>('administrator')(nothing),
  flagsSeen: call<null>('administrator')(z.strictObject({ upTo: z.int().min(1) })),
  /** Newest first, from before an entry on. `day`: from its first to before its last moment, UTC in milliseconds. */
  ledgerPage: call<{ entries: LedgerLine[]; more: boolean }>('administrator')(
    z.strictObject({
      before: z.int().min(1).optional(),
      subject: z.string().max(64).optional(),
      event: z.enum(ledgerEvents).optional(),
      day: z.strictObject({ from: z.int(), to: z.int() }).optional(),
    }),
  ),
  checkLedger: call<LedgerCheck>('administrator')(nothing),
  /** Takes records that are older than they were for the right ones. */
  acceptLedger: call<null>('administrator')(nothing),
  exportLedger: call<Saved, 'file_unusable'>('administrator')(
    z.strictObject({ format: z.enum(['csv', 'jsonl']) }),
  ),
  exportRoster: call<Saved, 'file_unusable'>('administrator')(nothing),
  previewRoster: call<RosterPreview>('administrator')(nothing),
  importRoster: call<
    { added: number; changed: number; unchanged: number },
    'stale' | 'last_administrator' | 'file_unusable'
  >('administrator')(z.strictObject({ token: z.string().max(64) })),
  /** The first administrator of an empty roster. */
  setUp: call<null, SetUpCode>('nobody')(
    z.strictObject({ code: typed, loginId: typed, mobileNumber: typed, ...details }),
  ),
}

export type AdministrationCall = keyof typeof administration
