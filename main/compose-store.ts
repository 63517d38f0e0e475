import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Clock } from './clock.ts'
import type { Config } from './config/schema.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'
import type { Link } from './store/redis/link.ts'
import { missingStoreSettings, type RedisSettings } from './store/settings.ts'
import type { Database } from './store/sqlite/database.ts'
import type { SqliteRecords } from './store/sqlite/records.ts'
import { createSqliteStore } from './store/sqlite/sqlite-store.ts'
import type { Store } from './store/store.ts'
import type { Keys } from './vault/key-file.ts'
import { stationKeyMark } from './vault/station-key.ts'
import type { Vault } from './vault/vault.ts'

/** The configured store, and the vault of what lies in it. Opens no connection before the first use. */
export const createStore = async ({
  config,
  keys,
  db,
  records,
  clock,
  log,
}: {
  /** With its secrets. */
  config: Config['store']
  keys: Keys
  db: Database
  records: SqliteRecords
  clock: Clock
  log: Log
}): Promise<{ store: Store; vault: Vault }> => {
  const { terminal } = keys
  if (config.kind === 'sqlite') {
    return { store: createSqliteStore({ db, clock, terminal, records }), vault: keys.vault }
  }
  const vault = keys.stationVault() ?? keys.vault
  const { createRedisStore } = await import('./store/redis/redis-store.ts')
  const prefix = `tor-unveil:{${config.station}}:`
  const lacks = missingStoreSettings(config, keys.secret)
  const link =
    lacks.length > 0
      ? refusing(lacks)
      : await linkTo({ config, prefix, mark: stationKeyMark(vault), clock, log })
  const place = hostname().slice(0, 64)
  return { store: createRedisStore({ link, prefix, records, terminal, place, clock, log }), vault }
}

const linkTo = async ({
  config,
  clock,
  log,
  ...rest
}: {
  config: RedisSettings
  prefix: string
  mark: string
  clock: Clock
  log: Log
}): Promise<Link> => {
  const { createDial } = await import('./store/redis/dial.ts')
  const { createLink } = await import('./store/redis/link.ts')
  const ca = config.caFile === undefined ? undefined : readCertificates(config.caFile)
  return createLink({ dial: createDial({ settings: config, ca, ...rest }), prefix: rest.prefix, clock, log })
}

const readCertificates = (file: string) => {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Problem('configuration', [`store.caFile: ${file} cannot be read`], cause)
  }
}

/** Tasks that need no store run all the same, and may mend what is lacking. */
const refusing = (lacks: string[]): Link => ({
  run: async () => {
    throw new Problem('configuration', lacks)
  },
  listen: () => undefined,
  close: () => undefined,
})
