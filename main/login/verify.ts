import type { Answer, Input, Officer } from '../../preload/contract.ts'
import type { Clock } from '../clock.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import { sameBytes } from '../same-bytes.ts'
import { endEntry } from '../session/end-entry.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Tokens } from '../session/tokens.ts'
import type { AnswerOutcome, AnswerStep, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { codeText, parseCode } from './code.ts'
import { newId } from './new-id.ts'
import type { Pending, PendingChallenges } from './pending.ts'
import type { Policy } from './policy.ts'

export type VerifyDeps = {
  clock: Clock
  policy: Policy
  vault: Vault
  store: Store
  tokens: Tokens
  sessions: Sessions
  pending: PendingChallenges
  terminal: string
}

/** Signs the token first, then lets the store count, compare and spend as one step. What was not won is thrown away. */
export const createVerify =
  (deps: VerifyDeps) =>
  async (input: Input<'verifyOtp'>): Promise<Answer<'verifyOtp'>> => {
    const { clock, policy, vault, store, tokens, sessions, terminal } = deps
    const otp = parseCode(input.otp)
    if (otp === undefined) return { ok: false, code: 'invalid_otp_format' }
    const pending = deps.pending.get(input.challengeId)
    if (!pending) return { ok: false, code: 'otp_expired' }

    const { challengeId, identity, officer } = pending
    const sessionId = newId(clock.wallMs())
    const token = await tokens.sign({ loginId: identity.loginId, sessionId, lifeMs: policy.session.lifeMs })
    const digest = vault.mac('otp', codeText({ challengeId, ...identity, terminal, otp }))
    const outcome = await store.answer({
      challengeId,
      digest,
      // Whoever holds the store's server, or writes there, has no say in it: without the officer nobody is signed in.
      ...(officer && isRight(pending, digest, clock) && { officer }),
      session: { id: sessionId, lifeMs: policy.session.lifeMs },
      ended: (loginId) => endEntry(loginId, 'elsewhere'),
      tries: policy.code.tries,
      lock: policy.lock,
      record: (outcome) => verifyEntry(pending, outcome),
    })
    if (outcome.kind === 'signed_in' && officer) {
      pending.over = true
      deps.pending.clear()
      return { ok: true, value: await sessions.adopt({ id: sessionId, officer: publicPart(officer), token }) }
    }
    if (outcome.kind !== 'wrong') pending.over = true
    return refusal(outcome)
  }

/** What is right there must be right here too: this code, while it lives, and never a second time. */
const isRight = ({ digest, over, expiresAt }: Pending, typed: Buffer, clock: Clock) =>
  !over && clock.uptimeMs() < expiresAt && sameBytes(typed, digest)

const refusal = (outcome: AnswerOutcome): Answer<'verifyOtp'> => {
  switch (outcome.kind) {
    case 'wrong':
      return { ok: false, code: 'wrong_otp', triesLeft: outcome.triesLeft }
    case 'locked':
      return { ok: false, code: 'locked', retryInMs: outcome.retryInMs }
    case 'superseded':
      return { ok: false, code: 'otp_superseded' }
    case 'void':
      return { ok: false, code: outcome.reason === 'tries' ? 'too_many_attempts' : 'otp_expired' }
    case 'expired':
    case 'signed_in':
      return { ok: false, code: 'otp_expired' }
  }
}

const publicPart = ({ loginId, name, rank, station, role }: Officer): Officer => ({
  loginId,
  name,
  rank,
  station,
  role,
})

const verifyEntry = (
  { name, officer, handover }: Pending,
  outcome: Parameters<AnswerStep['record']>[0],
): LedgerEntry => {
  const entry = { event: 'otp_verify', actor: name, subject: name } as const
  const who = officer ? [] : ['decoy']
  switch (outcome.kind) {
    case 'attempted':
      return { ...entry, outcome: 'attempted' }
    case 'signed_in':
      return { ...entry, outcome: 'signed_in', ...(handover && { reason: handover }) }
    case 'wrong':
      return { ...entry, outcome: 'wrong', reason: [outcome.reason, ...who].join(' ') }
    case 'locked':
      return outcome.by === 'this_try'
        ? {
            ...entry,
            outcome: 'locked',
            reason: ['code', `${Math.ceil(outcome.retryInMs / 60_000)}_minutes`, ...who].join(' '),
          }
        : { ...entry, outcome: 'refused', reason: ['locked', ...who].join(' ') }
    case 'expired':
    case 'superseded':
      return { ...entry, outcome: 'refused', reason: [outcome.kind, ...who].join(' ') }
    case 'void':
      return { ...entry, outcome: 'refused', reason: [`void_${outcome.reason}`, ...who].join(' ') }
  }
}
