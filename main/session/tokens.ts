import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import type { JWK } from 'jose'
import type { Clock } from '../clock.ts'
import type { Keys } from '../vault/key-file.ts'

export type Tokens = {
  /** A JSON Web Token (RFC 7519) for one session; `lifeMs` from now. */
  sign: (session: { loginId: string; sessionId: string; lifeMs: number }) => Promise<string>
  /** The public key as a JSON Web Key (RFC 7517); `undefined` with HS256, whose key is secret. */
  publicKey: () => Promise<JWK | undefined>
}

export type Algorithm = 'ES256' | 'HS256'

/** Names of the secrets in the key file. */
export const es256KeyName = 'token-es256'
export const hs256SecretName = 'token-hs256'

/** A key pair on P-256 (RFC 7518, section 3.4), as PKCS #8 in PEM. */
export const makeEs256Key = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

/** 256 bits, the least that HS256 may have (RFC 7518, section 3.2). */
export const hs256SecretBytes = 32

/** One algorithm an installation (OWASP ASVS 9.1.2), its key sealed on this terminal. */
export const createTokens = ({
  algorithm,
  keys,
  issuer,
  audience,
  clock,
}: {
  algorithm: Algorithm
  keys: Keys
  issuer: string
  audience: string
  clock: Clock
}): Tokens => {
  // Loaded with the first use: the first screen needs neither the library nor the key.
  const ready = once(async () => {
    const jose = await import('jose')
    if (algorithm === 'HS256')
      return { jose, key: createSecretKey(Buffer.from(needed(keys, hs256SecretName))) }
    const key = createPrivateKey(needed(keys, es256KeyName))
    const jwk = await jose.exportJWK(createPublicKey(key))
    const kid = await jose.calculateJwkThumbprint(jwk)
    return { jose, key, publicKey: { ...jwk, kid, alg: algorithm, use: 'sig' } }
  })
  return {
    sign: async ({ loginId, sessionId, lifeMs }) => {
      const { jose, key, publicKey } = await ready()
      const now = Math.floor(clock.wallMs() / 1000)
      return new jose.SignJWT({ terminal: keys.terminal })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(publicKey && { kid: publicKey.kid }) })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(loginId)
        .setJti(sessionId)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + Math.floor(lifeMs / 1000))
        .sign(key)
    },
    publicKey: async () => (algorithm === 'HS256' ? undefined : (await ready()).publicKey),
  }
}

const needed = (keys: Keys, name: string) => {
  const secret = keys.secret(name)
  if (secret === undefined) throw new Error(`the key file holds no ${name}`)
  return secret
}

/** Made once; a failure is not kept. */
const once = <Value>(make: () => Promise<Value>) => {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make().catch((cause) => {
      made = undefined
      throw cause
    })
    return made
  }
}
