import type { Chain } from '../../ledger/chain.ts'
import {
  bucketOf,
  bucketsOf,
  emptyHashes,
  emptyRoot,
  hashOf,
  leastBuckets,
  readMembers,
  rootOf,
  rowHash,
  rowHashIn,
  slotOf,
  writeMembers,
} from '../roster-tree.ts'
import type { OfficerRow } from '../store.ts'
import type { Database } from './database.ts'
import { createRootEntries, newestRoot, type RootEntry } from './root-entries.ts'

/**
 * Whoever edits the database by hand can put back an older copy of a row, with a MAC that fits. So the roster as a whole has
 * a root (see roster-tree.ts). The ledger's newest entry about the roster holds it, under the entry's own MAC: an older row is
 * not in its bucket's text, and an older text or hash does not fit the root. There are more buckets, always
 * a power of two, where an import makes the roster larger: a look at one officer costs the same in a roster of any size.
 */
export type RosterRoot = {
  /**
   * An officer's row and whether it is what was written last, by one statement, which sees the file as it is at one moment;
   * nothing where the roster is not the one that was read last. Outside a transaction, too.
   */
  glance: (loginId: string) => { row?: OfficerRow; vouched: boolean } | undefined
  /** Whether an officer's row, or that there is none, is what was written last. Inside a transaction. */
  vouches: (loginId: string, row: OfficerRow | undefined) => boolean
  /**
   * Login IDs of some buckets that can be vouched for, with the hashes of their rows; nothing behind the last bucket. Inside
   * a transaction.
   */
  vouched: (first: number, most: number) => Map<string, string> | undefined
  /** Another number for every roster that was written; 0 for the first, empty one. */
  version: () => number
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

const membersOfBucket = 32
/** So many rows at once are an import, which may take the time to divide the roster anew. */
const manyRows = 1000

export const createRosterRoot = (db: Database, chain: Chain): RosterRoot => {
  const entries = createRootEntries(db, chain)
  const allHashes = db.prepare<[], Buffer>('SELECT hashes FROM roster_root').pluck()
  const membersOf = db.prepare<[number], string>('SELECT members FROM roster_bucket WHERE bucket = ?').pluck()
  const clear = db.prepare('DELETE FROM roster_bucket')
  const put = db.prepare('INSERT OR REPLACE INTO roster_bucket (bucket, members) VALUES (@bucket, @members)')
  const putHashes = db.prepare('INSERT OR REPLACE INTO roster_root (one, hashes) VALUES (1, ?)')
  const officers = db.prepare<[], number>('SELECT count(*) FROM officer').pluck()
  // The login ID is hidden from the planner: where it sees one there, it plans anew for each.
  const glance = db.prepare<Glance, GlancedRow>(`
    SELECT
      entry.seq IS ? AND entry.mac IS ? AS same,
      (SELECT members FROM roster_bucket WHERE bucket = ?) AS members,
      officer.login_id AS loginId, name, rank, station, role, state, mobile, version, officer.mac
    FROM (SELECT (${newestRoot}) AS seq) AS newest
    LEFT JOIN ledger AS entry ON entry.seq = newest.seq
    LEFT JOIN officer ON officer.login_id = (SELECT ?)`)
  let tree: Tree | undefined

  const load = (entry: RootEntry | undefined): Tree => {
    // Entries are never taken back while the program runs.
    if ((entry?.seq ?? 0) < (tree?.entry?.seq ?? 0)) return { entry }
    const hashes = entry ? allHashes.get() : emptyHashes(leastBuckets)
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
  const intactMembers = (now: Tree, bucket: number) => intact(now, bucket, membersOf.get(bucket))

  /** For so many rows more; never fewer than there are. */
  const bucketsFor = (before: Tree, more: number) => {
    const known = bucketsOf(before.hashes)
    if (more < manyRows) return known
    const wanted = ((officers.get() ?? 0) + more) / membersOfBucket
    return Math.max(known, 2 ** Math.ceil(Math.log2(wanted)))
  }

  /** All members that can be vouched for, in so many buckets. */
  const divided = (before: Tree, count: number) => {
    const anew = new Map<number, Map<string, string>>()
    for (let bucket = 0; bucket < bucketsOf(before.hashes); bucket += 1) {
      for (const [loginId, hashOfRow] of readMembers(intactMembers(before, bucket) ?? '')) {
        const into = bucketOf(loginId, count)
        anew.set(into, (anew.get(into) ?? new Map<string, string>()).set(loginId, hashOfRow))
      }
    }
    return anew
  }

  return {
    glance: (loginId) => {
      if (!tree) return undefined
      const { entry } = tree
      const bucket = bucketOf(loginId, bucketsOf(tree.hashes))
      const seen = glance.get(entry?.seq ?? null, entry?.mac ?? null, bucket, loginId)
      if (!seen?.same) return undefined
      const { same, members, ...officer } = seen
      const row = isRow(officer) ? officer : undefined
      return { ...(row && { row }), vouched: holds(intact(tree, bucket, members), loginId, row) }
    },
    vouches: (loginId, row) => {
      const now = current()
      return holds(intactMembers(now, bucketOf(loginId, bucketsOf(now.hashes))), loginId, row)
    },
    vouched: (first, most) => {
      const now = current()
      const left = Math.min(most, bucketsOf(now.hashes) - first)
      if (left <= 0) return undefined
      const buckets = Array.from({ length: left }, (_, n) => intactMembers(now, first + n) ?? '')
      return new Map(buckets.flatMap(readMembers))
    },
    version: () => entries.newest()?.seq ?? 0,
    knowsOfOfficers: () => {
      const entry = entries.newest()
      return entry !== undefined && entry.root !== emptyRoot
    },
    prepare: (rows) => {
      const before = current()
      const count = bucketsFor(before, rows.length)
      const anew = count !== bucketsOf(before.hashes)
      const hashes = before.hashes && !anew ? Buffer.from(before.hashes) : emptyHashes(count)
      const touched = anew ? divided(before, count) : new Map<number, Map<string, string>>()
      for (const row of rows) {
        const bucket = bucketOf(row.loginId, count)
        // Of a bucket that somebody has changed only what is written now is vouched for, or a forged row would be, too.
        const known = () => new Map(anew ? [] : readMembers(intactMembers(before, bucket) ?? ''))
        const members = touched.get(bucket) ?? known()
        touched.set(bucket, members.set(row.loginId, rowHash(row)))
      }
      const buckets = [...touched].map(([bucket, members]) => ({ bucket, members: writeMembers(members) }))
      for (const { bucket, members } of buckets) hashOf(members).copy(slotOf(hashes, bucket))
      return { before, root: rootOf(hashes), hashes, buckets }
    },
    follows: ({ before }) => current() === before,
    put: ({ before, hashes, buckets }) => {
      if (before.hashes?.length !== hashes.length) clear.run()
      for (const bucket of buckets) put.run(bucket)
      putHashes.run(hashes)
    },
  }
}

type Glance = [seq: number | null, mac: Buffer | null, bucket: number, loginId: string]
type GlancedRow = { same: number; members: string | null } & {
  [Column in keyof OfficerRow]: OfficerRow[Column] | null
}

const isRow = (row: Omit<GlancedRow, 'same' | 'members'>): row is OfficerRow => row.loginId !== null

const intact = ({ hashes }: Tree, bucket: number, members: string | null = '') =>
  hashes && hashOf(members ?? '').equals(slotOf(hashes, bucket)) ? (members ?? '') : undefined

const holds = (members: string | undefined, loginId: string, row: OfficerRow | undefined) =>
  members !== undefined && rowHashIn(members, loginId) === (row && rowHash(row))
