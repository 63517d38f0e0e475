import { randomBytes } from 'node:crypto'
import { systemClock } from '../../main/clock.ts'
import type { Station } from '../../main/compose.ts'
import { configSchema } from '../../main/config/schema.ts'
import { createChain } from '../../main/ledger/chain.ts'
import { createSigner } from '../../main/ledger/signing.ts'
import { type Log, maskedLog } from '../../main/log.ts'
import { createRoster } from '../../main/roster/roster.ts'
import { createTokens, es256KeyName, makeEs256Key } from '../../main/session/tokens.ts'
import type { Records } from '../../main/store/records.ts'
import { createDial } from '../../main/store/redis/dial.ts'
import { createLink, type Link } from '../../main/store/redis/link.ts'
import { createRedisStore } from '../../main/store/redis/redis-store.ts'
import { noRoster } from '../../main/store/seen-roster.ts'
import type { RedisSettings } from '../../main/store/settings.ts'
import { openInMemory } from '../../main/store/sqlite/database.ts'
import { createInspection } from '../../main/store/sqlite/inspection.ts'
import type { Keys } from '../../main/vault/key-file.ts'
import { stationKeyMark } from '../../main/vault/station-key.ts'
import { createVault } from '../../main/vault/vault.ts'

/** What all terminals of a station share. */
export type Shared = { settings: RedisSettings; stationKey: string }

const clock = systemClock('simulation')
const config = configSchema.parse({ sms: { gateways: ['local'] } })

/** Lines of the programs' logs, without those that only inform. */
export const logged: string[] = []
const log: Log = maskedLog((level, message) => {
  if (level !== 'info') logged.push(`${level} ${message}`)
})

const upkeep = { configFile: '', inspection: createInspection(openInMemory(), clock.uptimeMs) }

/** What a terminal stands on: as in production, but for keys and ledger, which lie in memory. */
export const simulatedStation = ({ settings, stationKey, link }: Shared & { link?: Link }): Station => {
  const vault = createVault(randomBytes(32), Buffer.from(stationKey, 'base64'))
  const tokenKey = makeEs256Key()
  const keys: Keys = {
    protection: { by: 'memory', protects: true },
    vault,
    stationVault: () => vault,
    terminal: randomBytes(16).toString('hex'),
    secret: (name) => (name === es256KeyName ? tokenKey : undefined),
    setSecret: () => undefined,
    recovery: () => {
      throw new Error('a simulated terminal is not recovered')
    },
  }
  const records = recordsInMemory()
  const store = createRedisStore({
    link: link ?? linkOf({ settings, stationKey }),
    prefix: prefixOf(settings),
    station: settings.station,
    sign: (text) => vault.mac('station', text),
    records,
    terminal: keys.terminal,
    place: `pc-${keys.terminal.slice(0, 8)}`,
    clock,
    log,
  })
  const { algorithm, audience } = config.token
  const tokens = createTokens({ algorithm, audience, issuer: config.installation, keys, clock })
  const roster = createRoster({ store, vault })
  const ledger = { records, chain: createChain(vault), signer: createSigner(keys), head: noHead }
  const station = {
    config,
    complete: () => config,
    withKit: noKit,
    clock,
    log,
    keys,
    vault,
    store,
    roster,
    tokens,
  }
  return { ...station, ...ledger, upkeep, home: '', fresh: false }
}

const noKit = () => {
  throw new Error('a simulated terminal takes no kits')
}

/** Of a ledger that is forgotten. */
const noHead: Station['head'] = {
  state: () => 'good',
  known: () => undefined,
  keep: () => undefined,
  accept: async () => undefined,
  close: async () => undefined,
}

/** A connection to the server, opened with the first use. */
export const linkOf = ({ settings, stationKey }: Shared): Link => {
  const prefix = prefixOf(settings)
  const mark = stationKeyMark(createVault(Buffer.alloc(32), Buffer.from(stationKey, 'base64')))
  return createLink({
    dial: createDial({ settings, ca: undefined, prefix, mark, clock }),
    prefix,
    clock,
    log,
  })
}

export const prefixOf = ({ station }: RedisSettings) => `tor-unveil:{${station}}:`

/** Forgets: the disk of a PC is no part of what is measured. */
const recordsInMemory = (): Records => {
  let attempts = 0
  let seen = noRoster
  return {
    noteNewTerminal: async () => undefined,
    lastDelivery: async () => undefined,
    keepDelivery: async () => undefined,
    newest: async () => [],
    flags: async () => [],
    ledgerPage: async () => [],
    ledgerSlice: async () => [],
    ledgerEnd: async () => undefined,
    lastOwn: () => undefined,
    forgetOwn: () => undefined,
    checkpoint: async () => undefined,
    prune: async () => false,
    seenRoster: async () => seen,
    seeRoster: async (_station, roster) => {
      seen = roster
    },
    putSetUpCode: async () => undefined,
    trySetUpCode: async () => ({ kind: 'over' }),
    note: async () => undefined,
    close: () => undefined,
    begin: async () => {
      attempts += 1
      return attempts
    },
    settle: async () => undefined,
    settleLeftovers: async () => undefined,
  }
}
