import { Problem } from '../problem.ts'
import { StoreUnavailable } from '../store/store.ts'
import type { TaskDeps } from './run-task.ts'

export type Finding = { level: 'green' | 'amber' | 'red'; text: string }

const mostNamed = 10

/** Whether roster and ledger are what was written. */
export const recordsFindings = async (station: TaskDeps['station']): Promise<Finding[]> => {
  const ledger: Finding =
    station.head.state() === 'good'
      ? { level: 'green', text: 'the ledger goes on from where it was' }
      : { level: 'red', text: 'the ledger is older than it was: an administrator must look at it and decide' }
  try {
    return [await roster(station), ledger]
  } catch (cause) {
    // Why the store cannot be used is told elsewhere.
    if (cause instanceof StoreUnavailable || cause instanceof Problem) return [ledger]
    throw cause
  }
}

const roster = async ({ store, roster }: TaskDeps['station']): Promise<Finding> => {
  if (!(await store.hasOfficers())) {
    return {
      level: 'amber',
      text: 'nobody is on the roster: --import-roster brings officers, --setup-code lets the first administrator in',
    }
  }
  const officers = await store.officers()
  const forged = officers.map(roster.lineOf).flatMap(({ loginId, intact }) => (intact ? [] : [loginId]))
  const changed = [...new Set([...forged, ...(await store.unvouched())])].sort()
  if (changed.length > 0) {
    const named = changed.slice(0, mostNamed).join(' ')
    const more = changed.length > mostNamed ? ` and ${changed.length - mostNamed} more` : ''
    return { level: 'red', text: `somebody has changed the roster by hand: ${named}${more}` }
  }
  const active = officers.filter(({ state }) => state === 'active')
  if (!active.some(({ role }) => role === 'administrator')) {
    return { level: 'amber', text: 'no administrator is active: --import-roster can bring one' }
  }
  return { level: 'green', text: `${officers.length} on the roster, ${active.length} of them active` }
}
