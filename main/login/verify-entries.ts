import { flag, type LedgerEntry } from '../ledger/entry.ts'
import type { AnswerOutcome } from '../store/store.ts'
import type { Pending } from './pending.ts'

/** A success after so many wrong tries in a row may be somebody who has guessed. */
const suspectAfterWrong = 2

/** What the ledger says of a try, and what the next administrator must see of it. */
export const answerEntries = (
  pending: Pending,
  outcome: AnswerOutcome | { kind: 'attempted' },
): LedgerEntry[] => [answerEntry(pending, outcome), ...flags(pending, outcome)]

const flags = ({ name }: Pending, outcome: AnswerOutcome | { kind: 'attempted' }): LedgerEntry[] => {
  if (outcome.kind === 'locked' && outcome.by === 'this_try') {
    return [flag('locked', name, minutes(outcome.retryInMs))]
  }
  if (outcome.kind === 'signed_in' && outcome.wrongBefore >= suspectAfterWrong) {
    return [flag('success_after_failures', name, `${outcome.wrongBefore}_wrong`)]
  }
  return []
}

const answerEntry = (
  { name, officer, handover, purpose }: Pending,
  outcome: AnswerOutcome | { kind: 'attempted' },
): LedgerEntry => {
  const confirms = purpose === 'confirmation'
  const event = confirms ? 'identity_confirm' : 'otp_verify'
  const entry = { event, actor: name, subject: name } as const
  const who = officer ? [] : ['decoy']
  switch (outcome.kind) {
    case 'attempted':
      return { ...entry, outcome: 'attempted' }
    case 'signed_in':
      return {
        ...entry,
        outcome: confirms ? 'confirmed' : 'signed_in',
        ...(handover && { reason: handover }),
      }
    case 'wrong':
      return { ...entry, outcome: 'wrong', reason: [outcome.reason, ...who].join(' ') }
    case 'locked':
      return outcome.by === 'this_try'
        ? { ...entry, outcome: 'locked', reason: ['code', minutes(outcome.retryInMs), ...who].join(' ') }
        : { ...entry, outcome: 'refused', reason: ['locked', ...who].join(' ') }
    case 'expired':
    case 'superseded':
      return { ...entry, outcome: 'refused', reason: [outcome.kind, ...who].join(' ') }
    case 'void':
      return { ...entry, outcome: 'refused', reason: [`void_${outcome.reason}`, ...who].join(' ') }
  }
}

const minutes = (ms: number) => `${Math.ceil(ms / 60_000)}_minutes`
