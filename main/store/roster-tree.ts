import { hash } from 'node:crypto'
import type { OfficerRow } from './store.ts'

// What the roster as a whole is known by. Login IDs fall into buckets; a bucket has a text of its login IDs and the hashes
// of their rows, as they were written; the root is the SHA-256 of the SHA-256 of all these texts. The number of buckets is a power of two.

export const leastBuckets = 1024

/** Of all that a row says, in base64. */
export const rowHash = ({ loginId, name, rank, station, role, state, mobile, version, mac }: OfficerRow) =>
  hash(
    'sha256',
    JSON.stringify([
      loginId,
      name,
      rank,
      station,
      role,
      state,
      mobile.toString('base64'),
      version,
      mac.toString('base64'),
    ]),
    'base64',
  )

const hashBytes = 32

export const hashOf = (text: string) => hash('sha256', text, 'buffer')
export const rootOf = (hashes: Buffer) => hash('sha256', hashes, 'hex')
export const slotOf = (hashes: Buffer, bucket: number) =>
  hashes.subarray(bucket * hashBytes, (bucket + 1) * hashBytes)
/** Hashes that are not known are those of an empty roster. */
export const bucketsOf = (hashes: Buffer | undefined) =>
  (hashes?.length ?? leastBuckets * hashBytes) / hashBytes
/** The first bits: ten for 1024 buckets. */
export const bucketOf = (loginId: string, count: number) =>
  Number.parseInt(hash('sha256', loginId).slice(0, 8), 16) >>> (32 - Math.log2(count))

// A line a member, in the order of login IDs, which hold neither spaces nor line feeds: "\nLOGIN_ID HASH\nLOGIN_ID HASH".
export const writeMembers = (members: Map<string, string>) =>
  [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((member) => `\n${member.join(' ')}`)
    .join('')

export const readMembers = (members: string) =>
  members
    .split('\n')
    .slice(1)
    .map((line): [string, string] => {
      const [loginId = '', hashOfRow = ''] = line.split(' ')
      return [loginId, hashOfRow]
    })

/** Without reading the others: a sign-in looks for one. */
export const rowHashIn = (members: string, loginId: string) => {
  const start = members.indexOf(`\n${loginId} `)
  if (start < 0) return undefined
  const from = start + loginId.length + 2
  return members.slice(from, from + rowHashLength)
}

/** Of 32 bytes in base64. */
const rowHashLength = 44

export const emptyHashes = (count: number) => Buffer.alloc(count * hashBytes, hashOf(''))
export const emptyRoot = rootOf(emptyHashes(leastBuckets))
