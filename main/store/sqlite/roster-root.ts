import type { Chain } from '../../ledger/chain.ts'
import {
  bucketOf,
  emptyHashes,
  emptyRoot,
  hashOf,
  readMembers,
  rootOf,
  rowHash,
  rowHashIn,
  slotOf,
  writeMembers,
} from '../roster-tree.ts'
import type { OfficerRow } from '../store.ts'
import type { Database } from './database.ts'
import { createRootEntries, type RootEntry } from './root-entries.ts'

/**
 * Whoever edits the database by hand can put back an older copy of a row, with a MAC that fits. So the roster as a whole has
 * a root (see roster-tree.ts). The ledger's newest entry about the roster holds it, under the entry's own MAC: an older row is
 * not in its bucket's text, and an older text or hash does not fit the root.
 */
export type RosterRoot = {
  /** Whether an officer's row, or that there is none, is what was written last. Inside a transaction. */
  vouches: (loginId: string, row: OfficerRow | undefined) => boolean
  /** Login IDs of some buckets that can be vouched for, with the hashes of their rows. Inside a transaction. */
  vouched: (first: number, most: number) => Map<string, string>
  /** The newest root in the ledger is that of a roster with somebody on it. */
  knowsOfOfficers: () => boolean
  /** Before the write lock is taken: what will change with these rows. */
  prepare: (rows: OfficerRow[]) => Next
  /** Inside the step that writes the rows: whether the roster is still the one that this was prepared for. */
  follows: (next: Next) => boolean
  /** Before the entry. */
  put: (next: Next) => void
}

export type Next = {
  before: Tree
  root: string
  hashes: Buffer
  buckets: { bucket: number; members: string }[]
}

/** `hashes` is left out where they are not those that the ledger tells of: then nobody can be vouched for. */
type Tree = { entry: RootEntry | undefined; hashes?: Buffer }

export const createRosterRoot = (db: Database, chain: Chain): RosterRoot => {
  const entries = createRootEntries(db, chain)
  const allHashes = db.prepare<[], Buffer>('SELECT hashes FROM roster_root').pluck()
  const membersOf = db.prepare<[number], string>('SELECT members FROM roster_bucket WHERE bucket = ?').pluck()
  const clear = db.prepare('DELETE FROM roster_bucket')
  const put = db.prepare('INSERT OR REPLACE INTO roster_bucket (bucket, members) VALUES (@bucket, @members)')
  const putHashes = db.prepare('INSERT OR REPLACE INTO roster_root (one, hashes) VALUES (1, ?)')
  let tree: Tree | undefined

  const load = (entry: RootEntry | undefined): Tree => {
    // Entries are never taken back while the program runs.
    if ((entry?.seq ?? 0) < (tree?.entry?.seq ?? 0)) return { entry }
    const hashes = entry ? allHashes.get() : emptyHashes
    const genuine = !entry || (entries.genuine(entry) && hashes && rootOf(hashes) === entry.root)
    return genuine && hashes ? { entry, hashes } : { entry }
  }

  /** Read again only when the ledger has another entry about the roster, of this process or another one. */
  const current = (): Tree => {
    const entry = entries.newest()
    const same = tree && tree.entry?.seq === entry?.seq && (!entry || tree.entry?.mac.equals(entry.mac))
    if (!tree || !same) tree = load(entry)
    return tree
  }

  /** The text of a bucket, if it is the one that the root stands for. */
  const intactMembers = ({ hashes }: Tree, bucket: number) => {
    if (!hashes) return undefined
    const members = membersOf.get(bucket) ?? ''
    return hashOf(members).equals(slotOf(hashes, bucket)) ? members : undefined
  }

  return {
    vouches: (loginId, row) => {
      const members = intactMembers(current(), bucketOf(loginId))
      return members !== undefined && rowHashIn(members, loginId) === (row && rowHash(row))
    },
    vouched: (first, most) => {
      const now = current()
      const buckets = Array.from({ length: most }, (_, n) => intactMembers(now, first + n) ?? '')
      return new Map(buckets.flatMap(readMembers))
    },
    knowsOfOfficers: () => {
      const entry = entries.newest()
      return entry !== undefined && entry.root !== emptyRoot
    },
    prepare: (rows) => {
      const before = current()
      const hashes = Buffer.from(before.hashes ?? emptyHashes)
      const touched = new Map<number, Map<string, string>>()
      for (const row of rows) {
        const bucket = bucketOf(row.loginId)
        // Of a bucket that somebody has changed only what is written now is vouched for, or a forged row would be, too.
        const members = touched.get(bucket) ?? new Map(readMembers(intactMembers(before, bucket) ?? ''))
        touched.set(bucket, members.set(row.loginId, rowHash(row)))
      }
      const buckets = [...touched].map(([bucket, members]) => ({ bucket, members: writeMembers(members) }))
      for (const { bucket, members } of buckets) hashOf(members).copy(slotOf(hashes, bucket))
      return { before, root: rootOf(hashes), hashes, buckets }
    },
    follows: ({ before }) => current() === before,
    put: ({ before, hashes, buckets }) => {
      if (!before.hashes) clear.run()
      for (const bucket of buckets) put.run(bucket)
      putHashes.run(hashes)
    },
  }
}
