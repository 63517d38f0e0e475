import type { Answer, Input } from '../../preload/contract.ts'
import type { Clock } from '../clock.ts'
import { publicPart } from '../roster/rows.ts'
import { sameBytes } from '../same-bytes.ts'
import { endEntry } from '../session/end-entry.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Tokens } from '../session/tokens.ts'
import type { AnswerOutcome, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { codeText, parseCode, rescueText } from './code.ts'
import { newId } from './new-id.ts'
import type { Pending, PendingChallenges } from './pending.ts'
import type { Policy } from './policy.ts'
import { answerEntries } from './verify-entries.ts'

type Try = { challengeId: string; otp: string }

/** What both kinds of codes are tried with. */
export type VerifyDeps = {
  clock: Clock
  policy: Policy
  vault: Vault
  store: Store
  pending: PendingChallenges
  terminal: string
}

/** Signs the token first, then lets the store count, compare and spend as one step. What was not won is thrown away. */
export const createVerify =
  ({ tokens, sessions, ...deps }: VerifyDeps & { tokens: Tokens; sessions: Sessions }) =>
  async (input: Input<'verifyOtp'>): Promise<Answer<'verifyOtp'>> => {
    const { clock, policy, store } = deps
    const found = findTry(deps, input, 'sign_in')
    if (!found.ok) return found
    const { pending, digest } = found.value
    const { officer, identity } = pending
    const session = { id: newId(clock.wallMs()), lifeMs: policy.session.lifeMs }
    const token = await tokens.sign({
      loginId: identity.loginId,
      sessionId: session.id,
      lifeMs: session.lifeMs,
    })
    const outcome = await store.answer({ ...stepOf(deps, pending, digest), session })
    if (outcome.kind === 'signed_in' && officer) {
      pending.over = true
      deps.pending.clear()
      const held = { id: session.id, officer: publicPart(officer), token }
      return { ok: true, value: await sessions.adopt(held) }
    }
    return refusal(outcome, pending)
  }

/**
 * Tries the code that an administrator was sent to confirm who he is: it counts, locks and is spent as at a sign-in, and
 * no session begins or ends. `loginId` is whoever is signed in.
 */
export const createConfirm =
  (deps: VerifyDeps) =>
  async ({ loginId, ...input }: Try & { loginId: string }): Promise<Answer<'verifyOtp'> | 'confirmed'> => {
    const found = findTry(deps, input, 'confirmation')
    if (!found.ok) return found
    const { pending, digest } = found.value
    if (pending.identity.loginId !== loginId) return { ok: false, code: 'otp_expired' }
    const outcome = await deps.store.answer(stepOf(deps, pending, digest))
    if (outcome.kind === 'signed_in' && pending.officer) {
      pending.over = true
      return 'confirmed'
    }
    return refusal(outcome, pending)
  }

export type Confirm = ReturnType<typeof createConfirm>

/** The challenge that is tried, and the digest of what was typed. */
const findTry = ({ vault, terminal, ...deps }: VerifyDeps, input: Try, purpose: Pending['purpose']) => {
  const otp = parseCode(input.otp)
  if (otp === undefined) return { ok: false, code: 'invalid_otp_format' } as const
  const pending = deps.pending.get(input.challengeId)
  if (pending?.purpose !== purpose) return { ok: false, code: 'otp_expired' } as const
  const { challengeId, identity } = pending
  const digest = pending.rescue
    ? vault.mac('rescue', rescueText(identity.loginId, otp))
    : vault.mac('otp', codeText({ challengeId, ...identity, terminal, otp }))
  return { ok: true, value: { pending, digest } } as const
}

const stepOf = ({ policy, clock }: VerifyDeps, pending: Pending, digest: Buffer) => ({
  challengeId: pending.challengeId,
  digest,
  // Whoever holds the store's server, or writes there, has no say in it: without the officer nobody is signed in.
  ...(pending.officer && isRight(pending, digest, clock) && { officer: pending.officer }),
  ...(pending.rescue && { madeFor: pending.identity.loginId }),
  ended: (loginId: string) => endEntry(loginId, 'elsewhere'),
  tries: policy.code.tries,
  lock: policy.lock,
  record: (outcome: AnswerOutcome | { kind: 'attempted' }) => answerEntries(pending, outcome),
})

/** What is right there must be right here too: this code, while it lives, and never a second time. */
const isRight = ({ digest, over, expiresAt }: Pending, typed: Buffer, clock: Clock) =>
  !over && clock.uptimeMs() < expiresAt && sameBytes(typed, digest)

const refusal = (outcome: AnswerOutcome, pending: Pending): Answer<'verifyOtp'> => {
  if (outcome.kind !== 'wrong') pending.over = true
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
