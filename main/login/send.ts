import type { Answer, Input } from '../../preload/contract.ts'
import { type Clock, delay } from '../clock.ts'
import { randomBits } from '../random-bits.ts'
import type { Found, Roster } from '../roster/roster.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { codeText, makeCode, makeTag } from './code.ts'
import type { Deliver } from './deliver.ts'
import { type Identity, maskNumber, maskStranger, parseLoginId, parseMobileNumber } from './identity.ts'
import { newId } from './new-id.ts'
import { challengeOf, type Pending, type PendingChallenges } from './pending.ts'
import type { Policy } from './policy.ts'
import { createRowFlags, type Refused, sendEntry } from './send-entries.ts'

export type SendDeps = {
  clock: Clock
  policy: Policy
  vault: Vault
  roster: Pick<Roster, 'find'>
  store: Store
  pending: PendingChallenges
  deliver: Deliver
  terminal: string
  /** True while an administrator must look at the records before anybody else signs in. */
  recordsOlder: () => boolean
}

export type Send = (input: Input<'sendOtp'> & Pick<Pending, 'purpose'>) => Promise<Answer<'sendOtp'>>

/**
 * Opens a challenge and sends its code. Somebody who is not on the roster gets a decoy: the same limits, answers and time,
 * and no SMS. Answers when the challenge is stored and the floor has passed; it never waits for a gateway.
 */
export const createSend = (deps: SendDeps): Send => {
  const rowFlags = createRowFlags(deps.clock)
  return async ({ purpose, ...typed }) => {
    const { clock, policy, pending } = deps
    const loginId = parseLoginId(typed.loginId)
    if (loginId === undefined) return { ok: false, code: 'invalid_login_id' }
    const number = parseMobileNumber(typed.mobileNumber)
    if (number === undefined) return { ok: false, code: 'invalid_mobile' }

    const answerAt = clock.uptimeMs() + policy.send.replyFloorMs
    const attempt = await prepare(deps, { loginId, number }, purpose)
    const flags = attempt.found.kind === 'stranger' ? rowFlags(attempt.name, attempt.found.why) : []
    const outcome = await deps.store.open({
      challenge: {
        id: attempt.challengeId,
        account: accountOf(deps.vault, loginId),
        subject: deps.vault.mac('subject', `${loginId}\n${number}`).toString('hex'),
        digest: attempt.digest,
        name: attempt.name,
        lifeMs: attempt.lifeMs,
      },
      limits: attempt.rescue ? withoutSms(policy.send) : policy.send,
      record: (outcome) => [sendEntry({ ...attempt, outcome }), ...flags],
    })
    if (outcome.kind !== 'opened') {
      await delay(clock, answerAt - clock.uptimeMs())
      const code = outcome.kind === 'locked' ? 'locked' : 'too_many_requests'
      return { ok: false, code, retryInMs: outcome.retryInMs }
    }

    const now = clock.uptimeMs()
    const { found } = attempt
    const opened: Pending = {
      challengeId: attempt.challengeId,
      purpose,
      rescue: attempt.rescue,
      identity: attempt.identity,
      name: attempt.name,
      digest: attempt.digest,
      ...(found.kind === 'officer' && { officer: { ...found.officer, mac: found.mac } }),
      tag: makeTag(pending.lastTag()),
      typed,
      maskedNumber: maskNumber(number),
      expiresAt: now + attempt.lifeMs,
      resendAt: now + outcome.resendInMs,
      delivery: 'sending',
      over: false,
    }
    pending.add(opened)
    void deps.deliver(opened, attempt.otp)
    await delay(clock, answerAt - clock.uptimeMs())
    return { ok: true, value: challengeOf(opened, clock.uptimeMs()) }
  }
}

/** Who asks, and the code that he gets: one that was made for him already, a new one, or none that anybody has. */
const prepare = async (
  { clock, policy, vault, roster, terminal, recordsOlder }: SendDeps,
  identity: Identity,
  purpose: Pending['purpose'],
) => {
  const found = admitted(await roster.find(identity), recordsOlder())
  const challengeId = newId(clock.wallMs())
  const otp = makeCode()
  const digest = vault.mac('otp', codeText({ challengeId, ...identity, terminal, otp }))
  const known = found.kind === 'officer' || found.known
  const common = {
    challengeId,
    identity,
    found,
    otp,
    name: known ? identity.loginId : maskStranger(identity.loginId),
  }
  const { lifeMs } = policy.code
  // For signing in only: whoever finds an administrator's window open could make one there and confirm with it.
  if (found.kind === 'officer' && found.rescue && purpose === 'sign_in') {
    const { digest, expiresInMs } = found.rescue
    return { ...common, rescue: true, digest, lifeMs: Math.min(lifeMs, expiresInMs) }
  }
  // Of a decoy: one that no code has.
  const own = found.kind === 'officer' ? digest : randomBits(digest.length)
  return { ...common, rescue: false, digest: own, lifeMs }
}

/** The cap of the installation is one of messages, and is not to close the way that needs none. */
const withoutSms = ({ perInstallation: _, ...limits }: Policy['send']) => limits

const admitted = (found: Found, recordsOlder: boolean): Exclude<Found, { kind: 'stranger' }> | Refused =>
  recordsOlder && found.kind === 'officer' && found.officer.role !== 'administrator'
    ? { kind: 'stranger', why: 'records_older', known: true }
    : found

/** What limits and locks know a login ID by. */
export const accountOf = (vault: Vault, loginId: string): string =>
  vault.mac('subject', loginId).toString('hex')
