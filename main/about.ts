import type { About } from '../preload/contract.ts'
import { type Store, StoreUnavailable } from './store/store.ts'

/** What a screen must know of this terminal, as it is now. */
export const createAbout =
  ({
    about,
    store,
    recordsOlder,
  }: {
    /** What does not change while the program runs. */
    about: Omit<About, 'empty'>
    store: Pick<Store, 'hasOfficers'>
    recordsOlder: () => boolean
  }) =>
  async (): Promise<About> => ({
    ...about,
    warnings: [...about.warnings, ...(recordsOlder() ? (['records_older'] as const) : [])],
    empty: await isEmpty(store),
  })

/** Where nobody can tell, the ordinary first screen says that the store is not there. */
const isEmpty = async (store: Pick<Store, 'hasOfficers'>): Promise<About['empty']> => {
  try {
    return !(await store.hasOfficers())
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause
    return 'unknown'
  }
}
