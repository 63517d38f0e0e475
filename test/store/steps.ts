import { randomUUID } from 'node:crypto'
import type { LedgerEntry } from '../../main/ledger/entry.ts'
import { policyFrom } from '../../main/login/policy.ts'
import type { AnswerStep, OfficerRow, OpenStep } from '../../main/store/store.ts'

export const policy = policyFrom({
  otp: { lifeSeconds: 120, resendWaitSeconds: 30 },
  session: { idleMinutes: 15 },
})
const digest = Buffer.alloc(32, 1)
const wrongDigest = Buffer.alloc(32, 2)

export const entry = (outcome: string): LedgerEntry => ({
  event: 'otp_verify',
  actor: 'a',
  subject: 's',
  outcome,
})

/** Of a change of the roster. */
export const changing =
  (outcome: string) =>
  (root: string | undefined): LedgerEntry => ({
    ...entry(outcome),
    event: 'roster_import',
    ...(root !== undefined && { reason: `changed root:${root}` }),
  })

export const ending = (loginId: string, reason: string): LedgerEntry => entry(`${reason} ${loginId}`)

export const officerRow = (
  loginId: string,
  version = 1,
  state: OfficerRow['state'] = 'active',
): OfficerRow => ({
  loginId,
  name: 'N',
  rank: 'R',
  station: 'S',
  role: 'officer',
  state,
  mobile: Buffer.from('m'),
  version,
  mac: Buffer.from(`${loginId}${version}`),
})

export const opening = (id: string, loginId = 'o1', lifeMs = 120_000): OpenStep => ({
  challenge: {
    id,
    account: `account-${loginId}`,
    subject: `subject-${loginId}`,
    digest,
    name: loginId,
    lifeMs,
  },
  limits: { ...policy.send, firstWaitMs: 0, longestWaitMs: 0, perAccount: { most: 100, perMs: 60_000 } },
  record: ({ kind }) => [entry(kind)],
})

export const answering = (
  challengeId: string,
  right = true,
  loginId = 'o1',
): AnswerStep & Required<Pick<AnswerStep, 'session'>> => ({
  challengeId,
  digest: right ? digest : wrongDigest,
  officer: { loginId, mac: officerRow(loginId).mac },
  session: { id: randomUUID(), lifeMs: policy.session.lifeMs },
  ended: (loginId) => entry(`ended ${loginId}`),
  tries: policy.code.tries,
  lock: policy.lock,
  record: ({ kind }) => [entry(kind)],
})
