import { createHash, verify } from 'node:crypto'
import { z } from 'zod'
import { kitKeyMark, kitKeyOf } from './signing.ts'

/** What an administrator's computer has put together and signed. */
export type Kit = {
  /** Grows with each kit. */
  serial: number
  /** SHA-256 of what was signed, in hex. */
  hash: string
  /** A configuration file, as it was written. */
  configuration: string
  /** A roster file. Left out where there was none, and in an installed kit. */
  roster?: string
  /** The whole file, without the roster: what stays on a terminal. */
  installed: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hex = z.string().regex(/^[0-9a-f]{64}$/)

const manifestSchema = z.strictObject({
  serial: z.int().min(1),
  configuration: hex,
  roster: hex.optional(),
})

const fileSchema = z.strictObject({
  kind: z.literal('tor-unveil-login kit'),
  version: z.literal(1),
  /** JSON: number and hashes of the parts. This text is what the signature is about. */
  manifest: z.string().max(1000),
  signature: z.string().max(200),
  configuration: z.string().max(1_000_000),
  roster: z.string().optional(),
})
type Contents = z.output<typeof fileSchema>

/** The bytes of a kit. */
export const packKit = ({
  serial,
  configuration,
  roster,
  sign,
}: {
  serial: number
  configuration: string
  roster: string | undefined
  sign: (bytes: Buffer) => Buffer
}): string => {
  const manifest = JSON.stringify({
    serial,
    configuration: sha256(configuration),
    ...(roster !== undefined && { roster: sha256(roster) }),
  })
  return write({
    kind: 'tor-unveil-login kit',
    version: 1,
    manifest,
    signature: sign(signedBytes(manifest)).toString('base64'),
    configuration,
    ...(roster !== undefined && { roster }),
  })
}

export type OpenedKit = { kind: 'kit'; kit: Kit } | { kind: 'refused'; reason: string }

/** `installed`: the roster is not in the file any more. Not one byte may be another one than `packKit` wrote. */
export const openKit = ({
  bytes,
  publicKey,
  installed = false,
}: {
  bytes: Buffer
  publicKey: string
  installed?: boolean
}): OpenedKit => {
  const contents = parse(bytes)
  const key = kitKeyOf(publicKey)
  if (!contents || !key) return refused('it is not a kit as --make-kit writes them, or it was changed')
  const { manifest, signature, configuration, roster } = contents
  if (!verify(null, signedBytes(manifest), key, Buffer.from(signature, 'base64'))) {
    return refused(
      `it was changed, or another computer signed it than the one with the key ${kitKeyMark(publicKey)}`,
    )
  }
  const told = parseManifest(manifest)
  if (!told) return refused('a newer version of this program made it')
  const rosterFits =
    roster === undefined ? installed || told.roster === undefined : sha256(roster) === told.roster
  if (sha256(configuration) !== told.configuration || !rosterFits) {
    return refused('its parts were changed after it was signed')
  }
  const { roster: _, ...rest } = contents
  return {
    kind: 'kit',
    kit: {
      serial: told.serial,
      hash: sha256(manifest),
      configuration,
      ...(roster !== undefined && { roster }),
      installed: write(rest),
    },
  }
}

const refused = (reason: string): OpenedKit => ({ kind: 'refused', reason })

// No other thing that is signed begins like this.
const signedBytes = (manifest: string) => Buffer.from(`tor-unveil-login kit v1\n${manifest}`)

const write = ({ kind, version, manifest, signature, configuration, roster }: Contents) =>
  `${JSON.stringify({ kind, version, manifest, signature, configuration, roster }, null, 1)}\n`

const parseManifest = (manifest: string) => {
  try {
    return manifestSchema.parse(JSON.parse(manifest))
  } catch {
    return undefined
  }
}

const parse = (bytes: Buffer): Contents | undefined => {
  try {
    const contents = fileSchema.parse(JSON.parse(bytes.toString('utf8')))
    const exact = Buffer.from(contents.signature, 'base64').toString('base64') === contents.signature
    return exact && Buffer.from(write(contents)).equals(bytes) ? contents : undefined
  } catch {
    return undefined
  }
}
