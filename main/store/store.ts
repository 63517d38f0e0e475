import type { LedgerEvent, SessionLine } from '../../preload/administration.ts'
import type { Role } from '../../preload/call.ts'
import type { Elsewhere, EndReason } from '../../preload/contract.ts'
import type { LedgerRow } from '../ledger/chain.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Policy } from '../login/policy.ts'

/**
 * Verbs, not rows. Each is one atomic step with a security meaning, so that no caller can check without counting or
 * win without spending, and each writes its own ledger entry in the same step. `record` says what that entry is.
 * Every verb rejects with `StoreUnavailable` where the store cannot be reached, read or written.
 */
export type Store = {
  open: (step: OpenStep) => Promise<OpenOutcome>
  answer: (step: AnswerStep) => Promise<AnswerOutcome>
  /** Ends a challenge that is still open, and writes the entry then only; `refused` gives send and wait back. Answers whether it was open. */
  void: (challengeId: string, reason: VoidReason, entry: LedgerEntry) => Promise<boolean>
  /** What has become of a session; the row is the truth. */
  session: (id: string) => Promise<SessionState>
  /** Notes that somebody was there at `activeAt` (wall time). */
  touch: (id: string, activeAt: number) => Promise<void>
  /** Ends a session that still lives: `ended`. It was `over`, or is `gone`: there is no row of it. Then no entry is written. */
  end: (id: string, reason: SessionEnd, entry: LedgerEntry) => Promise<'ended' | 'over' | 'gone'>
  /** Hears of sessions that another terminal has just ended: a hint to look at the row, which may be missed. */
  watch: (ended: (sessionId: string) => void) => void
  /** What an earlier run of the program left behind: ends this terminal's sessions, voids its open challenges. */
  restart: (entry: (what: 'session' | 'challenge', subject: string) => LedgerEntry) => Promise<void>
  /** An officer's row, and the code that an administrator made for him, while it lives. */
  officer: (loginId: string) => Promise<FoundOfficer>
  /** Every officer, in the order of login IDs. */
  officers: () => Promise<OfficerRow[]>
  /** Whose rows, or lack of one, the roster's root does not stand for. Writing such a row anew makes it stand for it. */
  unvouched: () => Promise<string[]>
  /**
   * Those whose login ID, name or station hold the text, in the order of login IDs, behind one. Latin capitals and small
   * letters are the same; other scripts of India have none.
   */
  findOfficers: (page: { text: string; after: string; most: number }) => Promise<OfficerRow[]>
  /** Also true where the ledger knows of officers whose rows somebody has taken away. */
  hasOfficers: () => Promise<boolean>
  /**
   * Writes officers, all or none; ends the sessions of those that are suspended, or have another role or number now.
   * Writes nothing and answers `stale` where one of them is no longer at the version before the one to be written,
   * `last_administrator` where none would be left who is active, though there is one. `root` stands for the whole roster
   * as it then is, where the store can tell: the entry's reason must end with ` root:${root}` (see roster-root.ts).
   */
  putOfficers: (
    officers: OfficerRow[],
    entry: (root: string | undefined) => LedgerEntry,
    ended: (loginId: string, reason: SessionEnd) => LedgerEntry,
    /** Written in the same step, where officers are. */
    also?: LedgerEntry[],
  ) => Promise<'written' | 'stale' | 'last_administrator'>
  /** Keeps the digest of a code that an administrator made for an officer; a sign-in of his ends it. */
  putRescue: (
    rescue: { loginId: string; digest: Buffer; lifeMs: number },
    entries: LedgerEntry[],
  ) => Promise<void>
  /** Live sessions of all terminals, newest first, before the one with that ID; '' for the newest. */
  liveSessions: (page: { before: string; most: number }) => Promise<SessionLine[]>
  /** Lifts locks, waits and counts of an account. Answers whether there were any. */
  unlock: (account: string, entry: LedgerEntry) => Promise<boolean>
  /** Writes the entry where this terminal is not the one that wrote the ledger's last one. */
  noteNewTerminal: (entry: LedgerEntry) => Promise<void>
  /** How the last SMS went, also before a restart; undefined before the first. */
  lastDelivery: () => Promise<Delivery | undefined>
  /** Keeps that. Writes only where it has changed by its kind or by a second. */
  keepDelivery: (delivery: Delivery) => Promise<void>
  /** The newest ledger entries of these events, newest first. */
  newest: (events: LedgerEvent[], most: number) => Promise<LedgerRow[]>
  /** Flags behind a number, oldest first; up to another one, or of one reason, where these are given. */
  flags: (page: { after: number; upTo?: number; reason?: string; most: number }) => Promise<LedgerRow[]>
  /** Entries that fit, newest first, before one. `day` in UTC milliseconds, its end not among them. */
  ledgerPage: (page: LedgerPage) => Promise<LedgerRow[]>
  /** Keeps the digest of the code that lets the first administrator enrol himself at this terminal; one at a time. */
  putSetUpCode: (code: { digest: Buffer; lifeMs: number }, entry: LedgerEntry) => Promise<void>
  /** Counts the try, then compares; the right one ends the code, and so do too many wrong ones. */
  trySetUpCode: (
    digest: Buffer,
    tries: number,
    record: (outcome: SetUpOutcome) => LedgerEntry,
  ) => Promise<SetUpOutcome>
  /** Writes an entry that belongs to no other verb. */
  note: (entry: LedgerEntry) => Promise<void>
  close: () => void
}

/** `tookMs`: from the send to the last gateway's answer, in milliseconds. */
export type Delivery = { kind: 'handed_over' | 'may_still_arrive' | 'failed'; tookMs: number }

/** A keyed hash of a login ID: what was typed need not be on the roster, and may be anything. */
export type Account = string

export type OpenStep = {
  challenge: {
    id: string
    account: Account
    /** A keyed hash of login ID and typed number: what a lock is about. */
    subject: string
    /** Of the code; random for a decoy, so that nothing equals it. */
    digest: Buffer
    /** For the ledger: who it is about. */
    name: string
    lifeMs: number
  }
  limits: Policy['send']
  record: (outcome: OpenOutcome) => LedgerEntry[]
}

export type OpenOutcome =
  | { kind: 'opened'; resendInMs: number }
  | { kind: 'locked'; retryInMs: number }
  | { kind: 'full'; limit: 'wait' | 'account' | 'terminal' | 'installation'; retryInMs: number }

export type AnswerStep = {
  challengeId: string
  /** Of what was typed. */
  digest: Buffer
  /** The officer and the row the rules read when the challenge opened; left out for a decoy. */
  officer?: { loginId: string; mac: Buffer }
  /** Whose code an administrator made, where this is one: only the newest works, and only while it is kept. */
  madeFor?: string
  /** Left out where a code only confirms who somebody is: it is spent, and no session begins or ends. */
  session?: { id: string; lifeMs: number }
  /** For the ledger, where the new session ends an earlier one. */
  ended: (loginId: string) => LedgerEntry
  tries: number
  lock: Policy['lock']
  /** `attempted` is written first where the ledger and the state lie in two places, and closed by the outcome. */
  record: (outcome: AnswerOutcome | { kind: 'attempted' }) => LedgerEntry[]
}

export type AnswerOutcome =
  /** With the officers whose sessions it ended, and how many wrong tries in a row came before. */
  | { kind: 'signed_in'; ended: string[]; wrongBefore: number }
  | { kind: 'wrong'; triesLeft: number; reason: 'code' | 'officer_changed' }
  /** `by` tells whether this try caused the lock or met it. */
  | { kind: 'locked'; retryInMs: number; by: 'this_try' | 'earlier' }
  | { kind: 'expired' }
  | { kind: 'superseded' }
  | {
      kind: 'void'
      reason: VoidReason | 'tries' | 'spent' | 'unknown' | 'server_changed' | 'store_disagrees'
    }

export type VoidReason = 'refused' | 'expired' | 'restart'

/** `expiresInMs` is what is left by the clock that leaves less; `elsewhere` tells which other terminal ended it. */
export type SessionState =
  | { kind: 'live'; expiresInMs: number }
  | { kind: 'over'; reason: SessionEnd; elsewhere?: Elsewhere }

/** `unconfirmed`: it started, and nobody could be told. */
export type SessionEnd = EndReason | 'logout' | 'restart' | 'unconfirmed'

export type SetUpOutcome = { kind: 'right' } | { kind: 'wrong'; triesLeft: number } | { kind: 'over' }

/** `vouched` is false where the roster is not the one that the ledger tells of. */
export type FoundOfficer = {
  row?: OfficerRow
  vouched: boolean
  rescue?: { digest: Buffer; expiresInMs: number }
}

export type LedgerPage = {
  before?: number
  subject?: string
  event?: LedgerEvent
  day?: { from: number; to: number }
  most: number
}

export type OfficerRow = {
  loginId: string
  name: string
  rank: string
  station: string
  role: Role
  state: 'active' | 'suspended'
  /** Sealed by the vault. */
  mobile: Buffer
  version: number
  /** The vault's MAC over all other fields. */
  mac: Buffer
}

/** The store cannot be reached, read or written now. The door answers `store_unavailable`; `why` is for IT. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown, why?: string) {
    super(why === undefined ? 'the store is not available' : `the store is not available: ${why}`, { cause })
    this.name = 'StoreUnavailable'
  }
}
