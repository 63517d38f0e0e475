import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { makeExportKey, publicKeyMark } from '../ledger/signing.ts'
import type { Keys } from '../vault/key-file.ts'

/** Name of the secret in the key file of the computer that makes kits. */
export const kitKeyName = 'kit-ed25519'

/** What kits are signed with: a key of its own, made on first use, so that no terminal's ledger key can sign one. */
export const createKitSigner = (keys: Pick<Keys, 'secret' | 'setSecret'>) => {
  const privateKey = () => {
    if (keys.secret(kitKeyName) === undefined) keys.setSecret(kitKeyName, makeExportKey())
    return createPrivateKey(keys.secret(kitKeyName) ?? '')
  }
  return {
    sign: (bytes: Buffer) => sign(null, bytes, privateKey()),
    /** SPKI in base64: one line, as it stands in a configuration file. */
    publicKey: () => createPublicKey(privateKey()).export({ type: 'spki', format: 'der' }).toString('base64'),
  }
}

/** The key that a configuration names; `undefined` for what is no public key on Ed25519. */
export const kitKeyOf = (publicKey: string): KeyObject | undefined => {
  try {
    const bytes = Buffer.from(publicKey, 'base64')
    const key = createPublicKey({ key: bytes, format: 'der', type: 'spki' })
    const same = key.export({ type: 'spki', format: 'der' }).toString('base64') === publicKey
    return same && key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

/** Tells kit keys apart, such as `3f2a-91bc-04de-77a1`. */
export const kitKeyMark = (publicKey: string): string | undefined => {
  const key = kitKeyOf(publicKey)
  return key && publicKeyMark(key.export({ type: 'spki', format: 'pem' }).toString())
}
