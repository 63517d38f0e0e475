import { hash } from 'node:crypto'
import type { OfficerRow } from './store.ts'

// What the roster as a whole is known by. Login IDs fall into buckets; a bucket has a text of its login IDs and the hashes
// of their rows, as they were written; the root is the SHA-256 of the SHA-256 of all these texts.

export const bucketCount = 1024

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
/** The first ten bits. */
export const bucketOf = (loginId: string) => hashOf(loginId).readUInt16BE(0) >> 6

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

export const emptyHashes = Buffer.concat(Array.from({ length: bucketCount }, () => hashOf('')))
export const emptyRoot = rootOf(emptyHashes)
