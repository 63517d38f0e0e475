import type { Log } from '../../log.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { Records } from '../records.ts'
import {
  bucketOf,
  emptyHashes,
  hashOf,
  leastBuckets,
  readMembers,
  rootOf,
  rowHash,
  rowHashIn,
  slotOf,
  writeMembers,
} from '../roster-tree.ts'
import { isAsNew, noRoster, type SharedRoster } from '../seen-roster.ts'
import type { FoundOfficer, OfficerRow } from '../store.ts'
import { officer } from './lua/officers.ts'
import { buckets } from './lua/roster-root.ts'
import { bucketsReply, officerReply, type ToldRoot, unpackOfficer } from './replies.ts'
import type { Script } from './script.ts'

/** Read at once. Of 130,000 officers a bucket has 7 kB. */
const sliceBuckets = 32

/** The roster that a script puts there, if the one that has the MAC `before` is there still. */
export type NextRoster = {
  before: string
  /** These are all buckets: of those on the server none goes on. */
  whole: boolean
  shared: SharedRoster
  root: { number: number; mac: string; hashes: string }
  /** Bucket, members, bucket, members … */
  flat: string[]
}

export type SharedRoot = {
  /** An officer's row, and whether it, or that there is none, is what was written last, as far as this terminal can know. */
  officer: (loginId: string) => Promise<FoundOfficer>
  /** Login IDs of all buckets that can be vouched for, with the hashes of their rows; `undefined` where the whole roster cannot be. */
  vouched: () => Promise<Map<string, string> | undefined>
  /** This terminal has seen a roster with somebody on it. */
  knowsOfOfficers: () => Promise<boolean>
  prepare: (rows: OfficerRow[]) => Promise<NextRoster>
}

const noHashes = emptyHashes(leastBuckets)

type Tree = SharedRoster & { mac: string; hashes: Buffer }

/**
 * Whoever writes to the server can bring back an older row of an officer, with a MAC that fits. So the shared roster has a
 * root as well (see roster-tree.ts), with a number that grows, under the station key. Each terminal writes the newest one that it has
 * seen into its ledger, and takes no older one: whatever is brought back is older for every terminal that has looked since.
 */
export const createSharedRoot = ({
  run,
  records,
  station,
  sign,
  log,
}: {
  run: (script: Script, step: Record<string, unknown>) => Promise<unknown>
  records: Pick<Records, 'seenRoster' | 'seeRoster'>
  station: string
  /** A MAC under the key of the station. */
  sign: (text: string) => Buffer
  log: Log
}): SharedRoot => {
  const none: Tree = { ...noRoster, mac: '', hashes: noHashes }
  let tree = none
  let said = ''

  const macOf = ({ number, root }: SharedRoster) => sign(`roster ${station} ${number} ${root}`)

  /** What the server tells, if a terminal of this station wrote it. `known` is what the server was told that it need not send. */
  const genuine = (told: ToldRoot | undefined, known: Tree): Tree | undefined => {
    if (!told) return none
    if (told.mac === known.mac) return known
    const hashes = Buffer.from(told.hashes ?? '', 'base64')
    const shared = { number: Number(told.number), root: rootOf(hashes) }
    const fits = sameBytes(macOf(shared), Buffer.from(told.mac, 'hex'))
    return fits && hashes.length === noHashes.length ? { ...shared, mac: told.mac, hashes } : undefined
  }

  /**
   * Asks the server, and answers with the roster that it tells of, if that is no older than what this terminal has seen. If it is, a
   * newer one may have been seen meanwhile, by this process or another one: asks again, until nothing newer is seen.
   */
  const ask = async <Told extends { root?: ToldRoot | undefined }>(
    question: (known: string) => Promise<Told>,
  ) => {
    for (let before: { seen: SharedRoster | undefined } | undefined; ; ) {
      const known = tree
      const told = await question(known.mac)
      const from = genuine(told.root, known)
      const seen = await records.seenRoster(station)
      if (from && seen && isAsNew(from, seen)) {
        if (!isAsNew(seen, from)) await records.seeRoster(station, from)
        if (isAsNew(from, tree)) tree = from
        return { told, from }
      }
      if (before && seen?.number === before.seen?.number) {
        refuse(from, seen)
        return { told, from: undefined }
      }
      before = { seen }
    }
  }

  const refuse = (found: Tree | undefined, seen: SharedRoster | undefined) => {
    const what = found ? `is number ${found.number}` : 'is not what a terminal wrote'
    const than = seen ? `this terminal has seen number ${seen.number}` : 'the ledger was changed'
    const words = `the roster on the store's server ${what}, and ${than}: import the roster at this terminal`
    // Said once, not at every look.
    if (words !== said) log.error(words)
    said = words
  }

  const read = async (some: number[], known: string) =>
    bucketsReply.parse(await run(buckets, { buckets: some.map(String), known }))

  /** The texts of some buckets that the root stands for, all from one roster. */
  const intact = async (wanted: number[]) => {
    const { told, from } = await ask((known) => read(wanted.slice(0, sliceBuckets), known))
    const found = new Map<number, string>()
    for (let n = 0; from && n < wanted.length; n += sliceBuckets) {
      const some = wanted.slice(n, n + sliceBuckets)
      const { members } = n === 0 ? told : await read(some, from.mac)
      for (const [index, bucket] of some.entries()) {
        const text = members[index] ?? ''
        if (isIntact(from, bucket, text)) found.set(bucket, text)
      }
    }
    return { before: told.root?.mac ?? '', from, found }
  }

  return {
    officer: async (loginId) => {
      const bucket = bucketOf(loginId, leastBuckets)
      const { told, from } = await ask(async (known) =>
        officerReply.parse(await run(officer, { loginId, bucket: String(bucket), known })),
      )
      const row = told.row === undefined ? undefined : unpackOfficer(loginId, told.row)
      const vouched =
        from !== undefined &&
        isIntact(from, bucket, told.members) &&
        rowHashIn(told.members, loginId) === (row && rowHash(row))
      return { ...(row && { row }), vouched, ...(told.rescue && { rescue: told.rescue }) }
    },
    vouched: async () => {
      const { from, found } = await intact(Array.from({ length: leastBuckets }, (_, bucket) => bucket))
      return from && new Map([...found.values()].flatMap(readMembers))
    },
    knowsOfOfficers: async () => (await records.seenRoster(station))?.root !== noRoster.root,
    prepare: async (rows) => {
      const touched = Map.groupBy(rows, ({ loginId }) => bucketOf(loginId, leastBuckets))
      const { before, from, found } = await intact([...touched.keys()])
      const seen = await records.seenRoster(station)
      const hashes = Buffer.from(from?.hashes ?? noHashes)
      const flat: string[] = []
      for (const [bucket, some] of touched) {
        // Of a bucket that somebody has changed only what is written now is vouched for, or a forged row would be, too.
        const members = new Map(readMembers(found.get(bucket) ?? ''))
        for (const row of some) members.set(row.loginId, rowHash(row))
        const text = writeMembers(members)
        hashOf(text).copy(slotOf(hashes, bucket))
        flat.push(String(bucket), text)
      }
      const number = Math.max(from?.number ?? 0, seen?.number ?? 0, tree.number) + 1
      const shared = { number, root: rootOf(hashes) }
      const root = { number, mac: macOf(shared).toString('hex'), hashes: hashes.toString('base64') }
      return { before, whole: !from || touched.size === leastBuckets, shared, root, flat }
    },
  }
}

const isIntact = ({ hashes }: Tree, bucket: number, members: string) =>
  hashOf(members).equals(slotOf(hashes, bucket))
