import { randomBytes } from 'node:crypto'
import type { Answer, Input } from '../../preload/contract.ts'
import { type Clock, delay } from '../clock.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Found, Roster } from '../roster/roster.ts'
import type { OpenOutcome, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { codeText, makeCode, makeTag } from './code.ts'
import type { Deliver } from './deliver.ts'
import { type Identity, maskNumber, maskStranger, parseLoginId, parseMobileNumber } from './identity.ts'
import { newId } from './new-id.ts'
import { challengeOf, type Pending, type PendingChallenges } from './pending.ts'
import type { Policy } from './policy.ts'

export type SendDeps = {
  clock: Clock
  policy: Policy
  vault: Vault
  roster: Roster
  store: Store
  pending: PendingChallenges
  deliver: Deliver
  terminal: string
}

/**
 * Opens a challenge and sends its code. Somebody who is not on the roster gets a decoy: the same limits, answers and time,
 * and no SMS. Answers when the challenge is stored and the floor has passed; it never waits for a gateway.
 */
export const createSend =
  (deps: SendDeps) =>
  async (input: Input<'sendOtp'>): Promise<Answer<'sendOtp'>> => {
    const { clock, policy, pending } = deps
    const loginId = parseLoginId(input.loginId)
    if (loginId === undefined) return { ok: false, code: 'invalid_login_id' }
    const number = parseMobileNumber(input.mobileNumber)
    if (number === undefined) return { ok: false, code: 'invalid_mobile' }

    const answerAt = clock.uptimeMs() + policy.send.replyFloorMs
    const identity = { loginId, number }
    const found = await deps.roster.find(identity)
    const onRoster = found.kind === 'officer' || found.why !== 'unknown_officer'
    const otp = makeCode()
    const challengeId = newId(clock.wallMs())
    const digest = deps.vault.mac('otp', codeText({ challengeId, ...identity, terminal: deps.terminal, otp }))
    const attempt = {
      challengeId,
      identity,
      found,
      name: onRoster ? loginId : maskStranger(loginId),
      // Of a decoy: one that no code has.
      digest: found.kind === 'officer' ? digest : randomBytes(digest.length),
    }
    const outcome = await open(deps, attempt)
    if (outcome.kind !== 'opened') {
      await delay(clock, answerAt - clock.uptimeMs())
      const code = outcome.kind === 'locked' ? 'locked' : 'too_many_requests'
      return { ok: false, code, retryInMs: outcome.retryInMs }
    }

    const now = clock.uptimeMs()
    const opened: Pending = {
      challengeId,
      identity,
      name: attempt.name,
      digest: attempt.digest,
      ...(found.kind === 'officer' && { officer: { ...found.officer, mac: found.mac } }),
      tag: makeTag(pending.lastTag()),
      typed: input,
      maskedNumber: maskNumber(number),
      expiresAt: now + policy.code.lifeMs,
      resendAt: now + outcome.resendInMs,
      delivery: 'sending',
      over: false,
    }
    pending.add(opened)
    void deps.deliver(opened, otp)
    await delay(clock, answerAt - clock.uptimeMs())
    return { ok: true, value: challengeOf(opened, clock.uptimeMs()) }
  }

type Attempt = { challengeId: string; identity: Identity; found: Found; name: string; digest: Buffer }

const open = ({ vault, store, policy }: SendDeps, attempt: Attempt) => {
  const { challengeId, identity, name, digest } = attempt
  return store.open({
    challenge: {
      id: challengeId,
      account: accountOf(vault, identity.loginId),
      subject: vault.mac('subject', `${identity.loginId}\n${identity.number}`).toString('hex'),
      digest,
      name,
      lifeMs: policy.code.lifeMs,
    },
    limits: policy.send,
    record: (outcome) => sendEntry(attempt, outcome),
  })
}

/** What limits and locks know a login ID by. */
export const accountOf = (vault: Vault, loginId: string): string =>
  vault.mac('subject', loginId).toString('hex')

const sendEntry = ({ found, name, identity }: Attempt, outcome: OpenOutcome): LedgerEntry => {
  const opened = found.kind === 'officer' ? 'opened' : 'decoy'
  const facts = [
    maskNumber(identity.number),
    found.kind === 'stranger' ? found.why : '',
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
