/** Settings that are secrets: in a packaged program they come from the key file (`--set-secret`), never from the file. */
export const secretSettings = [
  'sms.twilio.authToken',
  'sms.aws.secretAccessKey',
  'sms.vonage.apiSecret',
  'sms.https.password',
  'sms.https.secureKey',
  'sms.https.apiKey',
  'network.proxy',
  'store.password',
] as const

/** Those that stand in the settings of a configuration file. A proxy is one only where it carries a password. */
export const secretsIn = (settings: Record<string, unknown>): string[] =>
  secretSettings.filter((path) => {
    const value = path.split('.').reduce<unknown>(childOf, settings)
    return path === 'network.proxy' ? typeof value === 'string' && value.includes('@') : value !== undefined
  })

/** The settings with every secret that `secretOf` knows, where none stands already. */
export const withSecrets = (
  settings: Record<string, unknown>,
  secretOf: (name: string) => string | undefined,
): Record<string, unknown> =>
  secretSettings.reduce((all, path) => {
    const value = isIdle(path, settings) ? undefined : secretOf(path)
    return value === undefined ? all : withDefault(all, path.split('.'), value)
  }, settings)

/** Sealed for a gateway or a server that is not set up (any more): its other settings have no defaults. */
const isIdle = (path: string, { sms, store }: Record<string, unknown>) =>
  (path.startsWith('sms.https.') && childOf(sms, 'https') === undefined) ||
  (path === 'store.password' && childOf(store, 'kind') !== 'redis')

const childOf = (parent: unknown, key: string): unknown =>
  isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withDefault = (
  parent: Record<string, unknown>,
  [key = '', ...rest]: string[],
  value: string,
): Record<string, unknown> => {
  const child = childOf(parent, key)
  if (rest.length === 0) return child === undefined ? { ...parent, [key]: value } : parent
  // What stands there and is no object stays, so that the schema reports it.
  if (child !== undefined && !isObject(child)) return parent
  return { ...parent, [key]: withDefault(child ?? {}, rest, value) }
}
