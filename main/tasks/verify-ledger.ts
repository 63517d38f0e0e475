import type { LedgerCheck } from '../../preload/administration.ts'
import { verifyLedger } from '../ledger/verify.ts'
import { evidenceOf, progressTo } from './ledger-evidence.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--verify-ledger`: whether the ledger of this terminal is what was written. Ends with 0 where it is, with 2 where not. */
export const verifyLedgerTask = async (
  { progress = false }: { progress?: boolean },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const check = await verifyLedger(evidenceOf(station), progressTo(print, progress))
  print(progress ? JSON.stringify(check) : wordsOf(check))
  return check.kind === 'whole' ? 0 : 2
}

export const wordsOf = (check: LedgerCheck): string => {
  if (check.kind === 'whole') return `The ledger is whole: ${check.entries} entries.`
  return `The ledger is broken at entry ${check.seq}: ${reasons[check.why]}.`
}

const reasons: Record<Extract<LedgerCheck, { kind: 'broken' }>['why'], string> = {
  changed: 'it was changed',
  missing: 'it is missing',
  inserted: 'it was put in, this program did not write it',
  cut_off:
    'the ledger ends before it, and did not always; or ledger-head, which tells the last one, was taken away',
  other_ledger:
    'the entry in its place is of another ledger, or of an older copy of this one that has gone on',
}
