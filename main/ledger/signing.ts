import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { Keys } from '../vault/key-file.ts'
import type { Checkpoint, Link } from './chain.ts'

/** Name of the secret in the key file. */
export const exportKeyName = 'export-ed25519'

/** A key pair on Ed25519 (RFC 8032), as PKCS #8 in PEM. */
export const makeExportKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** What this terminal signs with, so that others can check what it says with a public key alone. */
export type Signer = {
  sign: (bytes: Buffer) => Buffer
  /** SPKI in PEM. */
  publicKey: () => string
  signCheckpoint: (link: Link) => Checkpoint
  isGenuine: (checkpoint: Checkpoint) => boolean
}

/** The key is read anew each time, and made where there is none yet: a data folder may be older than this. */
export const createSigner = (keys: Pick<Keys, 'secret' | 'setSecret'>): Signer => {
  const privateKey = () => {
    if (keys.secret(exportKeyName) === undefined) keys.setSecret(exportKeyName, makeExportKey())
    return createPrivateKey(keys.secret(exportKeyName) ?? '')
  }
  return {
    sign: (bytes) => sign(null, bytes, privateKey()),
    publicKey: () => createPublicKey(privateKey()).export({ type: 'spki', format: 'pem' }).toString(),
    signCheckpoint: ({ seq, mac }) => {
      const link = { seq, mac }
      return { ...link, signature: sign(null, checkpointText(link), privateKey()) }
    },
    isGenuine: ({ signature, ...link }) =>
      verify(null, checkpointText(link), createPublicKey(privateKey()), signature),
  }
}

/** Whether these bytes were signed with the private part of this public key. */
export const isSigned = (bytes: Buffer, signature: Buffer, publicKey: string): boolean =>
  verify(null, bytes, createPublicKey(publicKey), signature)

/** Tells public keys apart, such as `3f2a-91bc-04de-77a1`; `undefined` for what is no public key on Ed25519. */
export const publicKeyMark = (publicKey: string): string | undefined => {
  try {
    const key = createPublicKey(publicKey)
    if (key.asymmetricKeyType !== 'ed25519') return undefined
    return createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex')
      .slice(0, 16)
      .replaceAll(/.{4}(?=.)/g, '$&-')
  } catch {
    return undefined
  }
}

// No export begins like this.
const checkpointText = ({ seq, mac }: Link) =>
  Buffer.from(`tor-unveil-login ledger checkpoint v1\n${seq}\n${mac.toString('hex')}`)
