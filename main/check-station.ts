import type { Station } from './compose.ts'
import type { Config } from './config/schema.ts'
import { secretSettings } from './config/secrets.ts'
import { Problem } from './problem.ts'
import { hs256SecretName } from './session/tokens.ts'
import { checkTexts } from './sms/dlt.ts'
import { missingSettings } from './sms/settings.ts'
import { missingStoreSettings } from './store/settings.ts'

/** `secret`: a secret that is to be sealed on the terminal, not a mistake in the file. */
type Lack = { text: string; secret: boolean }

/**
 * Adds the secrets to the configuration and tells what it lacks before an officer does: every mistake at once, as a
 * `Problem`. Tasks run without this, so that one of them can mend it.
 */
export const checkStation = (
  { complete, keys }: Station,
  development: boolean,
): { config: Config; warnings: string[] } => {
  const config = complete(keys.secret)
  const { lacks, warnings } = checkConfig({ config, secretOf: keys.secret, development })
  if (lacks.length > 0) {
    throw new Problem(
      'configuration',
      lacks.map(({ text }) => text),
    )
  }
  return { config, warnings }
}

/** What a configuration without mistakes of form still lacks. */
export const checkConfig = ({
  config: { sms, store, token },
  secretOf,
  development,
}: {
  config: Config
  secretOf: (name: string) => string | undefined
  development: boolean
}): { lacks: Lack[]; warnings: string[] } => {
  const findings = checkTexts(sms)
  const missing = sms.gateways.flatMap((name) =>
    name === 'local' ? [] : missingSettings(name, sms).map((path) => ({ name, path })),
  )
  const lacks = [
    ...(token.algorithm === 'HS256' && secretOf(hs256SecretName) === undefined
      ? [
          sealed(
            `token.algorithm: HS256 needs the back end's secret. Seal it with --set-secret ${hs256SecretName}`,
          ),
        ]
      : []),
    ...(sms.gateways.length === 0
      ? [
          mistake(
            'sms.gateways: is missing. Expected: the SMS gateways in their order, such as ["https", "aws"]',
          ),
        ]
      : []),
    ...(sms.gateways.includes('local') && !development && !sms.allowLocal
      ? [
          mistake(
            'sms.gateways: "local" prints codes on this computer; an installed program does that only with sms.allowLocal',
          ),
        ]
      : []),
    ...missing.map(({ name, path }) => {
      const text = `${path}: is missing for the gateway "${name}"`
      return secretSettings.some((known) => known === path) ? sealed(text) : mistake(text)
    }),
    ...missingStoreSettings(store, secretOf).map(sealed),
    ...(development ? [] : [...insecureAddresses(sms), ...insecureServers(store)].map(mistake)),
    ...findings
      .filter(({ level }) => level === 'error')
      .map(({ path, message }) => mistake(`${path}: ${message}`)),
  ]
  const warnings = findings.filter(({ level }) => level === 'warning')
  return { lacks, warnings: warnings.map(({ path, message }) => `${path}: ${message}`) }
}

const mistake = (text: string): Lack => ({ text, secret: false })
const sealed = (text: string): Lack => ({ text, secret: true })

/** http on this computer is for tests. */
const insecureAddresses = ({ twilio, aws, vonage, https }: Config['sms']) =>
  Object.entries({
    'sms.twilio.baseUrl': twilio.baseUrl,
    'sms.aws.baseUrl': aws.baseUrl,
    'sms.vonage.baseUrl': vonage.baseUrl,
    'sms.vonage.reportsUrl': vonage.reportsUrl,
    'sms.https.url': https?.url,
  }).flatMap(([path, url]) => (url?.startsWith('http:') ? [`${path}: must begin with https://`] : []))

/** What goes to the server and comes back from it decides who is signed in: only on this computer without TLS. */
const insecureServers = (store: Config['store']) =>
  store.kind === 'sqlite'
    ? []
    : [
        ...(store.url !== undefined && !isLoopback(new URL(store.url).hostname) ? [store.url] : []),
        // A sentinel on this computer names servers on others, and its scheme is theirs.
        ...(store.sentinel?.nodes ?? []),
      ].flatMap((url) => (url.startsWith('redis:') ? [`store: ${url} must begin with rediss://`] : []))

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
