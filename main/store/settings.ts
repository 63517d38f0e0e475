import { z } from 'zod'
import { stationKeyName } from '../vault/station-key.ts'

const serverUrl = z
  .string()
  .max(300)
  .refine((value) => {
    if (!URL.canParse(value)) return false
    const { protocol, hostname, pathname, search, hash, username, password } = new URL(value)
    const bare = [search, hash, username, password].every((part) => part === '') && /^\/?$/.test(pathname)
    return /^rediss?:$/.test(protocol) && hostname !== '' && bare
  }, 'not an address of the form rediss://host:port')

const sqlite = z.strictObject({ kind: z.literal('sqlite') })

const redis = z
  .strictObject({
    kind: z.literal('redis'),
    station: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .describe(
        'what the station or district is called on the server, the same at all its terminals: 1 to 40 small letters, digits and -',
      ),
    url: serverUrl
      .optional()
      .describe('the address of the server, such as rediss://redis.example:6380; or else sentinel'),
    sentinel: z
      .strictObject({
        name: z
          .string()
          .regex(/^[\w.-]{1,100}$/)
          .describe('what the sentinels call the server'),
        nodes: z
          .array(serverUrl)
          .min(1)
          .max(9)
          .describe('the addresses of the sentinels, such as ["rediss://sentinel-1.example:26380"]'),
      })
      .optional()
      .describe('an object with name, nodes: sentinels that know which server is the primary one now'),
    username: z
      .string()
      .regex(/^[\w.-]{1,100}$/)
      .optional()
      .describe("the user of the server's ACL"),
    password: z
      .string()
      .min(1)
      .max(1000)
      .regex(/^[^\p{Cc}]*$/u)
      .optional()
      .describe('the password of that user'),
    caFile: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        "a file with the certificate (PEM) of the authority that signed the server's; no other is trusted then",
      ),
  })
  .refine(({ url, sentinel }) => (url === undefined) !== (sentinel === undefined), {
    message: 'needs url or sentinel, one of them',
    path: ['url'],
  })

export const store = z
  .discriminatedUnion('kind', [sqlite, redis])
  .describe(
    '{ "kind": "sqlite" }: the database of this terminal; or { "kind": "redis", "station", "url", … }: a server that terminals share',
  )

type Settings = z.output<typeof store>
export type RedisSettings = z.output<typeof redis>

/** What a terminal of a shared store still lacks, each with what to do about it. */
export const missingStoreSettings = (
  store: Settings,
  secretOf: (name: string) => string | undefined,
): string[] => {
  if (store.kind === 'sqlite') return []
  return [
    ...(secretOf(stationKeyName) === undefined
      ? [
          'store.kind: "redis" needs the station key. At the first terminal of the station --export-station-key makes it, at every other --import-station-key brings it',
        ]
      : []),
    ...(store.username !== undefined && store.password === undefined
      ? ['store.password: is missing for store.username. Seal it with --set-secret store.password']
      : []),
  ]
}
