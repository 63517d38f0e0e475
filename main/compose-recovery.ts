import { existsSync } from 'node:fs'
import { createChain, follows, origin } from './ledger/chain.ts'
import { openDatabase } from './store/sqlite/database.ts'
import { newestEntries } from './store/sqlite/newest-entries.ts'
import { createVault } from './vault/vault.ts'

/**
 * Whether a data key is the one of a database: its newest ledger entry has a MAC that no other key makes. Throws a `Problem`
 * for a database that cannot be used.
 */
export const provesKeys = (database: string, dataKey: Buffer): 'proven' | 'other_keys' | 'no_database' => {
  if (!existsSync(database)) return 'no_database'
  const db = openDatabase(database)
  try {
    const entries = newestEntries(db)
    const [newest, before = origin] = entries.toReversed()
    const proven = newest && follows(createChain(createVault(dataKey)), before, newest)
    return proven ? 'proven' : 'other_keys'
  } finally {
    db.close()
  }
}
