import { randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { createVault, dataKeyBytes, type Vault } from './vault.ts'

export type Opened =
  | { kind: 'opened'; text: string }
  /** Or the file was changed: the two cannot be told apart. */
  | { kind: 'wrong_passphrase' }
  | { kind: 'not_this_file' }

// OWASP's first choice for scrypt: each try costs 128 MB, and around half a second.
const usualCost = 2 ** 17
const saltBytes = 16

const isBase64 = (text: string) => Buffer.from(text, 'base64').toString('base64') === text

const contentsSchema = z.strictObject({
  version: z.literal(1),
  kind: z.string().max(100),
  // Bounded, because they say how much memory (128 * N * r bytes) and time whoever opens the file spends.
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    N: z
      .int()
      .min(2 ** 10)
      .max(2 ** 18)
      .refine((cost) => Number.isInteger(Math.log2(cost))),
    r: z.literal(8),
    p: z.literal(1),
  }),
  salt: z.string().max(100).refine(isBase64),
  /** Nonce, tag and body. */
  sealed: z.string().max(1_000_000).refine(isBase64),
})
type Contents = z.output<typeof contentsSchema>

/** The contents of a file that only the passphrase opens, and only as this `kind`. Only tests take a lower `cost`. */
export const sealWithPassphrase = async ({
  kind,
  text,
  passphrase,
  cost = usualCost,
}: {
  kind: string
  text: string
  /** As `parsePassphrase` answers it. */
  passphrase: string
  cost?: number
}): Promise<string> => {
  const head = {
    version: 1 as const,
    kind,
    kdf: { name: 'scrypt' as const, N: cost, r: 8 as const, p: 1 as const },
    salt: randomBytes(saltBytes).toString('base64'),
  }
  const vault = await vaultOf({ passphrase, head })
  const contents: Contents = { ...head, sealed: vault.seal('key', text, contextOf(head)).toString('base64') }
  return `${JSON.stringify(contents)}\n`
}

export const openWithPassphrase = async ({
  kind,
  contents,
  passphrase,
}: {
  kind: string
  contents: string
  passphrase: string
}): Promise<Opened> => {
  const file = parseContents(contents)
  if (file?.kind !== kind) return { kind: 'not_this_file' }
  const vault = await vaultOf({ passphrase, head: file })
  try {
    return { kind: 'opened', text: vault.open('key', Buffer.from(file.sealed, 'base64'), contextOf(file)) }
  } catch {
    return { kind: 'wrong_passphrase' }
  }
}

/**
 * What was typed or piped in, or nothing where it is not one line of 12 to 1000 characters. Keyboards and systems write
 * the same letter in several ways; NFKC makes them one. Spaces count.
 */
export const parsePassphrase = (input: string): string | undefined => {
  const passphrase = input
    .replace(/^\r?\n/, '')
    .replace(/\r?\n$/, '')
    .normalize('NFKC')
  const { length } = [...passphrase]
  // The last one stands for bytes that were not UTF-8: on another system they would be others.
  const foreign = /[\p{Cc}\p{Zl}\p{Zp}\uFFFD]/u.test(passphrase)
  return length < 12 || length > 1000 || foreign ? undefined : passphrase
}

/** For whoever gave another one. */
export const passphraseRule =
  'The passphrase comes by standard input, or --in FILE: one line of 12 to 1000 characters, in UTF-8.'

type Head = Omit<Contents, 'sealed'>

const vaultOf = ({ passphrase, head }: { passphrase: string; head: Head }): Promise<Vault> => {
  const { N, r, p } = head.kdf
  const { promise, resolve, reject } = Promise.withResolvers<Vault>()
  // What scrypt needs is a little over 128 * N * r, which is more than Node's own limit.
  const options = { N, r, p, maxmem: 256 * N * r }
  scrypt(passphrase, Buffer.from(head.salt, 'base64'), dataKeyBytes, options, (failure, key) =>
    failure ? reject(failure) : resolve(createVault(key)),
  )
  return promise
}

const contextOf = ({ version, kind, kdf: { name, N, r, p }, salt }: Head) =>
  JSON.stringify([version, kind, name, N, r, p, salt])

const parseContents = (contents: string) => {
  try {
    return contentsSchema.parse(JSON.parse(contents))
  } catch {
    return undefined
  }
}
