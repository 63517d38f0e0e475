import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Clock } from './clock.ts'
import type { Config } from './config/schema.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'
import type { Link } from './store/redis/link.ts'
import { missingStoreSettings } from './store/settings.ts'
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
  config: Config['store']
  keys: Keys
  db: Database
  records: SqliteRecords
  clock: Clock
  log: Log
}): Promise<{ store: Store; vault: Vault }> => {
  const { terminal } = keys
  const place = hostname().slice(0, 64)
  if (config.kind === 'sqlite') {
    return { store: createSqliteStore({ db, clock, terminal, place, records }), vault: keys.vault }
  }
  const vault = keys.stationVault() ?? keys.vault
  // Not read in a terminal with its own database.
  const { createRedisStore } = await import('./store/redis/redis-store.ts')
  const { createDial } = await import('./store/redis/dial.ts')
  const { createLink } = await import('./store/redis/link.ts')
  const prefix = `tor-unveil:{${config.station}}:`
  const password = config.password ?? keys.secret('store.password')
  const settings = { ...config, ...(password !== undefined && { password }) }
  const { ca, unread } = readCertificates(config.caFile)
  const lacks = [...missingStoreSettings(settings, keys.secret), ...unread]
  const dialling = { settings, ca, prefix, mark: stationKeyMark(vault), clock }
  const link =
    lacks.length > 0 ? refusing(lacks) : createLink({ dial: createDial(dialling), prefix, clock, log })
  const { station } = config
  const sign = (text: string) => vault.mac('station', text)
  const store = createRedisStore({ link, prefix, station, sign, records, terminal, place, clock, log })
  return { store, vault }
}

const readCertificates = (file: string | undefined): { ca: string | undefined; unread: string[] } => {
  if (file === undefined) return { ca: undefined, unread: [] }
  try {
    const ca = readFileSync(file, 'utf8')
    new X509Certificate(ca)
    return { ca, unread: [] }
  } catch {
    const unread = `store.caFile: ${file} cannot be used. Expected: a file that can be read, with a certificate (PEM)`
    return { ca: undefined, unread: [unread] }
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
