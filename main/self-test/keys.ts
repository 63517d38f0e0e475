import type { Clock } from '../clock.ts'
import type { Config } from '../config/schema.ts'
import { secretSettings } from '../config/secrets.ts'
import { hs256SecretName, type Tokens } from '../session/tokens.ts'
import type { Keys } from '../vault/key-file.ts'
import { type Check, found } from './finding.ts'

/** Whether the keys are protected, which secrets exist (never what they are), and whether tokens can be made and trusted. */
export const keyChecks = ({
  config,
  keys,
  tokens,
  clock,
}: {
  config: Pick<Config, 'token' | 'installation'>
  keys: Pick<Keys, 'protection' | 'secret'>
  tokens: Tokens
  clock: Pick<Clock, 'wallMs'>
}): Check[] => [
  {
    id: 'key_protection',
    run: () => {
      const { by, protects } = keys.protection
      return [
        protects
          ? found('green', 'key_protection.protected', { by })
          : found('amber', 'key_protection.unprotected', { by }),
      ]
    },
  },
  {
    id: 'secrets',
    run: () => {
      const names = secretSettings.filter((name) => keys.secret(name) !== undefined)
      return [
        names.length > 0
          ? found('green', 'secrets.sealed', { names: names.join(', ') })
          : found('green', 'secrets.none'),
      ]
    },
  },
  {
    id: 'token_signing',
    run: async () => {
      const what = await tokenFault({ config, keys, tokens, clock })
      const { algorithm } = config.token
      return [
        what === undefined
          ? found('green', 'token_signing.works', { algorithm })
          : found('red', 'token_signing.wrong', { what }),
      ]
    },
  },
]

/** What is wrong with the tokens of this terminal, as another system would find it out. */
const tokenFault = async ({
  config: { token: settings, installation },
  keys,
  tokens,
  clock,
}: Pick<Parameters<typeof keyChecks>[0], 'config' | 'keys' | 'tokens' | 'clock'>): Promise<
  string | undefined
> => {
  const jose = await import('jose')
  const { algorithm, audience } = settings
  const publicKey = await tokens.publicKey()
  const key = publicKey
    ? await jose.importJWK(publicKey, algorithm)
    : Buffer.from(keys.secret(hs256SecretName) ?? '')
  const verified = async (token: string) => {
    const currentDate = new Date(clock.wallMs())
    const expected = { algorithms: [algorithm], issuer: installation, audience, currentDate }
    try {
      return (await jose.jwtVerify(token, key, expected)).payload
    } catch {
      return undefined
    }
  }
  const token = await tokens.sign({ loginId: 'self-test', sessionId: 'self-test', lifeMs: 60_000 })
  const payload = await verified(token)
  if (!payload) return 'a token that was just signed does not verify'
  if (payload.sub !== 'self-test' || payload.jti !== 'self-test') return 'a token tells of somebody else'
  const [header = '', body = '', signature = ''] = token.split('.')
  const flipped = `${body[0] === 'A' ? 'B' : 'A'}${body.slice(1)}`
  const otherSignature = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`
  const changed = [[header, flipped, signature].join('.'), [header, body, otherSignature].join('.')]
  const believed = await Promise.all(changed.map(verified))
  return believed.some(Boolean) ? 'a token with a changed byte verifies' : undefined
}
