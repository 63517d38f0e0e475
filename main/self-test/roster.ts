import { Problem } from '../problem.ts'
import type { Roster } from '../roster/roster.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { type Check, type Finding, found, named } from './finding.ts'

/** Whether the roster is what was written, and somebody on it administers. */
export const rosterCheck = ({
  store,
  roster,
}: {
  store: Pick<Store, 'hasOfficers' | 'officers' | 'unvouched'>
  roster: Pick<Roster, 'lineOf'>
}): Check => ({
  id: 'roster',
  run: async () => {
    try {
      return [await look(store, roster)]
    } catch (cause) {
      // Why the store cannot be used is told of the store.
      if (cause instanceof StoreUnavailable || cause instanceof Problem)
        return [found('amber', 'roster.unread')]
      throw cause
    }
  },
})

const look = async (
  store: Pick<Store, 'hasOfficers' | 'officers' | 'unvouched'>,
  { lineOf }: Pick<Roster, 'lineOf'>,
): Promise<Finding> => {
  if (!(await store.hasOfficers())) return found('amber', 'roster.empty')
  const officers = await store.officers()
  const forged = officers.map(lineOf).flatMap(({ loginId, intact }) => (intact ? [] : [loginId]))
  const changed = [...new Set([...forged, ...(await store.unvouched())])].sort()
  if (changed.length > 0) return found('red', 'roster.changed', { names: named(changed) })
  const active = officers.filter(({ state }) => state === 'active')
  if (!active.some(({ role }) => role === 'administrator')) return found('amber', 'roster.no_administrator')
  return found('green', 'roster.good', { officers: officers.length, active: active.length })
}
