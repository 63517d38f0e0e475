import type { OfficerLine, SessionLine } from '../../preload/administration.ts'
import type { Challenge } from '../../preload/call.ts'
import type { Session } from '../../preload/contract.ts'

/** What the main process might answer. */
export const challenge: Challenge = {
  challengeId: 'c1',
  tag: 'KD',
  expiresInMs: 120_000,
  resendInMs: 30_000,
  maskedNumber: '+91 ••••••3210',
}

export const session: Session = {
  officer: { loginId: 'officer_001', name: 'A. Kavitha', rank: 'Inspector', station: 'B-2', role: 'officer' },
  signedInForMs: 0,
  expiresInMs: 28_800_000,
}

export const details = { loginId: 'Officer_001', mobileNumber: '98765 43210' }

export const officer: OfficerLine = {
  ...session.officer,
  maskedNumber: '******3210',
  state: 'active',
  version: 1,
  intact: true,
}

export const sessionLine: SessionLine = {
  id: 's1',
  loginId: 'officer_001',
  place: 'Front desk',
  here: false,
  startedForMs: 60_000,
  idleForMs: 0,
  expiresInMs: 28_740_000,
}
