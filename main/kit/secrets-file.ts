import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { z } from 'zod'
import type { Station } from '../compose.ts'
import { secretMistake } from '../sealed-secrets.ts'

export type TakenSecrets =
  | { kind: 'absent' }
  | { kind: 'refused'; reason: string }
  /** `removed`: false where the emptied file could not be taken away. */
  | { kind: 'taken'; names: string[]; removed: boolean }

const largestBytes = 65_536
const contentsSchema = z.record(z.string().max(100), z.string())

/**
 * Seals the secrets of a file, such as `{ "sms.https.password": "…" }`, all or none, then overwrites and removes the file.
 * One that others than its owner, this account, can read is refused, and left as it is: what lies open is no secret.
 */
export const takeSecrets = async ({
  file,
  source,
  station: { keys, store },
}: {
  file: string
  /** Who or what brings it, for the ledger. */
  source: string
  station: Pick<Station, 'keys' | 'store'>
}): Promise<TakenSecrets> => {
  const handle = open(file)
  if (typeof handle !== 'number') return handle
  try {
    const read = readSecrets(handle)
    if (typeof read === 'string') return { kind: 'refused', reason: read }
    const names = Object.keys(read)
    // First, so that no secret of which the ledger does not tell is ever used.
    for (const subject of names) {
      await store.note({ event: 'secret_set', actor: source, subject, outcome: 'sealed' })
    }
    for (const [name, value] of Object.entries(read)) keys.setSecret(name, value)
    erase(handle)
    return { kind: 'taken', names, removed: remove(file) }
  } finally {
    closeSync(handle)
  }
}

const open = (file: string): number | Exclude<TakenSecrets, { kind: 'taken' }> => {
  try {
    // Not through a link, which could lead to a file that others have open.
    return openSync(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { kind: 'absent' }
    return { kind: 'refused', reason: 'it cannot be read and erased by this account' }
  }
}

/** The secrets by name, or why there are none. Windows tells of rights by other means than a mode. */
const readSecrets = (handle: number): Record<string, string> | string => {
  const { uid, mode, size } = fstatSync(handle)
  const own = process.getuid?.()
  if (own !== undefined && (uid !== own || (mode & 0o077) !== 0)) {
    return 'others than this account can read it: change these secrets, and give the new ones in a file of mode 0600 that belongs to this account'
  }
  if (size > largestBytes) return 'it is too long'
  const secrets = parse(readFileSync(handle, 'utf8'))
  if (!secrets) return 'it is not one { "name": "secret" } object'
  for (const [name, value] of Object.entries(secrets)) {
    const mistake = secretMistake(name, value)
    if (mistake !== undefined) return `${JSON.stringify(name)}: ${mistake}`
  }
  return secrets
}

/** The parser's own sentence could repeat a secret. */
const parse = (text: string) => {
  try {
    return contentsSchema.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data
  } catch {
    return undefined
  }
}

const erase = (handle: number) => {
  writeSync(handle, Buffer.alloc(fstatSync(handle).size), 0, undefined, 0)
  fsyncSync(handle)
}

const remove = (file: string) => {
  try {
    rmSync(file)
    return true
  } catch {
    return false
  }
}
