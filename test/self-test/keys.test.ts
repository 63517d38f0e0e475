import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyChecks } from '../../main/self-test/keys.ts'
import { createTokens, es256KeyName, hs256SecretName, makeEs256Key } from '../../main/session/tokens.ts'
import type { Keys } from '../../main/vault/key-file.ts'
import { createTestStation, type TestStation } from '../station.ts'
import { look, lookOnce } from './look.ts'

const checksOf = (station: TestStation, given: Partial<Parameters<typeof keyChecks>[0]> = {}) =>
  keyChecks({ ...station, ...given })

test('keys that the system protects are green, others amber', async () => {
  const station = await createTestStation()
  expect(await lookOnce(checksOf(station), 'key_protection')).toEqual({
    level: 'green',
    saying: 'key_protection.protected',
    facts: { by: 'test' },
  })
  const keys = { ...station.keys, protection: { by: 'basic_text', protects: false } }
  expect(await lookOnce(checksOf(station, { keys }), 'key_protection')).toMatchObject({
    level: 'amber',
    facts: { by: 'basic_text' },
  })
})

test('sealed secrets are named, never told', async () => {
  const station = await createTestStation()
  expect(await lookOnce(checksOf(station), 'secrets')).toMatchObject({ saying: 'secrets.none' })
  station.keys.setSecret('sms.twilio.authToken', 's3cret')
  const findings = await look(checksOf(station), 'secrets')
  expect(findings).toMatchObject([{ level: 'green', facts: { names: 'sms.twilio.authToken' } }])
  expect(JSON.stringify(findings)).not.toContain('s3cret')
})

const withSecret = (keys: Keys, name: string, value: string): Keys => ({
  ...keys,
  secret: (asked) => (asked === name ? value : keys.secret(asked)),
})

test('tokens are signed and verified with the keys of this terminal', async () => {
  const station = await createTestStation()
  expect(await lookOnce(checksOf(station), 'token_signing')).toEqual({
    level: 'green',
    saying: 'token_signing.works',
    facts: { algorithm: 'ES256' },
  })
})

test('a token that was signed with another key than the public one is red', async () => {
  const station = await createTestStation()
  const other = createTokens({
    ...station.config.token,
    issuer: station.config.installation,
    keys: withSecret(station.keys, es256KeyName, makeEs256Key()),
    clock: station.clock,
  })
  const tokens = { sign: other.sign, publicKey: station.tokens.publicKey }
  expect(await lookOnce(checksOf(station, { tokens }), 'token_signing')).toMatchObject({
    level: 'red',
    facts: { what: 'a token that was just signed does not verify' },
  })
})

test('tokens with a shared secret are verified with it, and are red with another one', async () => {
  const station = await createTestStation({ settings: { token: { algorithm: 'HS256' } } })
  station.keys.setSecret(hs256SecretName, randomBytes(32).toString('base64'))
  expect(await lookOnce(checksOf(station), 'token_signing')).toMatchObject({
    level: 'green',
    facts: { algorithm: 'HS256' },
  })
  const keys = withSecret(station.keys, hs256SecretName, randomBytes(32).toString('base64'))
  expect(await lookOnce(checksOf(station, { keys }), 'token_signing')).toMatchObject({ level: 'red' })
})

test('tokens for somebody else, or for another system, are red', async () => {
  const station = await createTestStation()
  const make = (audience: string) =>
    createTokens({ algorithm: 'ES256', audience, issuer: 'x', keys: station.keys, clock: station.clock })
  expect(await lookOnce(checksOf(station, { tokens: make('another') }), 'token_signing')).toMatchObject({
    level: 'red',
  })
  const { sign, publicKey } = station.tokens
  const tokens = {
    publicKey,
    sign: (session: Parameters<typeof sign>[0]) => sign({ ...session, loginId: 'x' }),
  }
  expect(await lookOnce(checksOf(station, { tokens }), 'token_signing')).toMatchObject({
    facts: { what: 'a token tells of somebody else' },
  })
})

test('a key that is none is a check that throws', async () => {
  const station = await createTestStation()
  const keys = withSecret(station.keys, es256KeyName, 'no key')
  const tokens = createTokens({ algorithm: 'ES256', audience: 'a', issuer: 'i', keys, clock: station.clock })
  await expect(look(checksOf(station, { keys, tokens }), 'token_signing')).rejects.toThrow()
})
