import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import { randomBits } from '../random-bits.ts'

/** Each purpose has a key of its own, derived from the data key or the station key (HKDF-SHA-256, RFC 5869). */
export type MacPurpose = 'otp' | 'set-up' | 'subject' | 'ledger' | 'boot' | 'roster' | 'rescue' | 'station'
export type SealPurpose = 'mobile' | 'key'

export type Vault = {
  /** HMAC-SHA-256, 32 bytes. */
  mac: (purpose: MacPurpose, text: string) => Buffer
  /** AES-256-GCM with a random nonce; `context` is bound to it and must be the same when it is opened. */
  seal: (purpose: SealPurpose, text: string, context: string) => Buffer
  /** Throws where the bytes, the purpose or the context are not those that were sealed. */
  open: (purpose: SealPurpose, sealed: Buffer, context: string) => string
}

export const dataKeyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** What a station's terminals share is under `stationKey`, which all of them hold; the data key is this terminal's own. */
export const createVault = (dataKey: Buffer, stationKey = dataKey): Vault => {
  const derive = (key: Buffer, purpose: MacPurpose | SealPurpose) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `tor-unveil-login ${purpose} v1`, 32)))
  // A KeyObject made once is several times cheaper for each use than a Buffer.
  const keys = {
    otp: derive(dataKey, 'otp'),
    'set-up': derive(dataKey, 'set-up'),
    ledger: derive(dataKey, 'ledger'),
    boot: derive(dataKey, 'boot'),
    key: derive(dataKey, 'key'),
    subject: derive(stationKey, 'subject'),
    roster: derive(stationKey, 'roster'),
    rescue: derive(stationKey, 'rescue'),
    mobile: derive(stationKey, 'mobile'),
    station: derive(stationKey, 'station'),
  }
  return {
    mac: (purpose, text) => createHmac('sha256', keys[purpose]).update(text).digest(),
    seal: (purpose, text, context) => {
      const nonce = randomBits(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', keys[purpose], nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open: (purpose, sealed, context) => {
      const decipher = createDecipheriv('aes-256-gcm', keys[purpose], sealed.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
      return (
        decipher.update(sealed.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      )
    },
  }
}
