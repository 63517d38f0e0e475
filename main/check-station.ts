import type { Station } from './compose.ts'
import type { Config } from './config/schema.ts'
import { Problem } from './problem.ts'
import { hs256SecretName } from './session/tokens.ts'
import { checkTexts } from './sms/dlt.ts'
import { missingSettings } from './sms/settings.ts'
import { missingStoreSettings } from './store/settings.ts'

/**
 * Adds the secrets to the configuration and tells what it lacks before an officer does: every mistake at once, as a
 * `Problem`. Tasks run without this, so that one of them can mend it.
 */
export const checkStation = (
  { complete, keys }: Station,
  development: boolean,
): { config: Config; warnings: string[] } => {
  const config = complete(keys.secret)
  const { sms, store, token } = config
  const findings = checkTexts(sms)
  const mistakes = [
    ...(token.algorithm === 'HS256' && keys.secret(hs256SecretName) === undefined
      ? [`token.algorithm: HS256 needs the back end's secret. Seal it with --set-secret ${hs256SecretName}`]
      : []),
    ...(sms.gateways.includes('local') && !development && !sms.allowLocal
      ? [
          'sms.gateways: "local" prints codes on this computer; an installed program does that only with sms.allowLocal',
        ]
      : []),
    ...sms.gateways.flatMap((name) =>
      name === 'local'
        ? []
        : missingSettings(name, sms).map((path) => `${path}: is missing for the gateway "${name}"`),
    ),
    ...missingStoreSettings(store, keys.secret),
    ...(development ? [] : [...insecureAddresses(sms), ...insecureServers(store)]),
    ...findings.filter(({ level }) => level === 'error').map(({ path, message }) => `${path}: ${message}`),
  ]
  if (mistakes.length > 0) throw new Problem('configuration', mistakes)
  const warnings = findings.filter(({ level }) => level === 'warning')
  return { config, warnings: warnings.map(({ path, message }) => `${path}: ${message}`) }
}

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

export const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
