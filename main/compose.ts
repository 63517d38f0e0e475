import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { About, Handlers, Notice } from '../preload/contract.ts'
import { createAbout } from './about.ts'
import { createAdministration } from './admin/administration.ts'
import { type ChildProgram, createChildTask } from './admin/child-task.ts'
import type { FileQuestions } from './admin/long-work.ts'
import type { Clock } from './clock.ts'
import { keepLedger, type Ledger, openLedger } from './compose-ledger.ts'
import { createStore } from './compose-store.ts'
import type { Configuration } from './config/read-config.ts'
import type { Config } from './config/schema.ts'
import { createHandlers } from './handlers.ts'
import type { LedgerEntry } from './ledger/entry.ts'
import { exportKeyName, makeExportKey } from './ledger/signing.ts'
import type { Log } from './log.ts'
import { createDeliver } from './login/deliver.ts'
import { createPending } from './login/pending.ts'
import { type Policy, policyFrom } from './login/policy.ts'
import { createSend } from './login/send.ts'
import { createConfirm, createVerify } from './login/verify.ts'
import { Problem, reportUnwritable } from './problem.ts'
import { createRoster, type Roster } from './roster/roster.ts'
import { createFreshStart } from './session/fresh-start.ts'
import { createSessions, type Sessions } from './session/sessions.ts'
import { createTokens, es256KeyName, makeEs256Key, type Tokens } from './session/tokens.ts'
import type { Gateway } from './sms/gateway.ts'
import { createRoute } from './sms/route.ts'
import { createTexts } from './sms/template.ts'
import type { Upkeep } from './store/inspection.ts'
import { bringUpToDate, isUnused, openDatabase, type Synchronous } from './store/sqlite/database.ts'
import { createInspection } from './store/sqlite/inspection.ts'
import { createSqliteRecords } from './store/sqlite/records.ts'
import type { Store } from './store/store.ts'
import { type Keys, openKeys, type Sealer } from './vault/key-file.ts'
import type { Vault } from './vault/vault.ts'

/** What the program and its command-line tasks both stand on. */
export type Station = Ledger & {
  /** Without the secrets of the key file. */
  config: Config
  complete: Configuration['complete']
  withKit: Configuration['withKit']
  /** Why no window may open on what is configured here, though a task that applies a kit may run. */
  kitTrouble?: Problem
  clock: Clock
  log: Log
  keys: Keys
  /** Of what lies in the store. */
  vault: Vault
  store: Store
  roster: Roster
  tokens: Tokens
  upkeep: Upkeep
  /** The data folder. */
  home: string
  /** True while nothing has been written down in this data folder. */
  fresh: boolean
}

/** Opens the keys and the store of a data folder. Throws a `Problem` where they cannot be used as they are. */
export const openStation = async ({
  configuration,
  home,
  sealer,
  clock,
  machine,
  log,
  synchronous,
}: {
  configuration: Configuration
  home: string
  sealer: Sealer
  clock: Clock
  machine: string
  log: Log
  /** Left out: FULL. Only what is measured may lose its last commits in a power cut. */
  synchronous?: Synchronous
}): Promise<Station> => {
  const files = { database: join(home, 'station.db'), keys: join(home, 'keys.json') }
  const { db, fresh, keys } = reportUnwritable(home, () => {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    if (existsSync(files.keys) && !existsSync(files.database)) {
      throw new Problem('database_missing', [files.database])
    }
    const db = openDatabase(files.database, synchronous)
    try {
      const fresh = isUnused(db)
      const firstSecrets = () => ({ [es256KeyName]: makeEs256Key(), [exportKeyName]: makeExportKey() })
      const keys = openKeys({ file: files.keys, sealer, fresh, machine, firstSecrets })
      // Only now, so that a start without its keys has changed nothing.
      bringUpToDate(db, files.database)
      return { db, fresh, keys }
    } catch (cause) {
      db.close()
      throw cause
    }
  })
  const { terminal } = keys
  const { config, complete, withKit } = configuration
  const records = createSqliteRecords({ db, clock, vault: keys.vault, terminal })
  const ledger = await openLedger({ home, keys, records, chain: records.chain, clock, log })
  const stored = await createStore({ config: config.store, keys, db, records, clock, log })
  const { store, vault, ...server } = stored
  const upkeep = {
    configFile: configuration.file,
    inspection: createInspection(db, records.steady),
    ...server,
  }
  await store.noteNewTerminal({
    event: 'terminal_renewed',
    actor: 'terminal',
    subject: terminal,
    outcome: 'renewed',
  })
  const { algorithm, audience } = config.token
  const tokens = createTokens({ algorithm, audience, issuer: config.installation, keys, clock })
  const roster = createRoster({ store, vault })
  const others = { roster, tokens, upkeep, home, fresh }
  return { config, complete, withKit, clock, log, keys, vault, store, ...ledger, ...others }
}

export type Program = { handlers: Handlers; sessions: Sessions; close: () => Promise<void> }

/** Puts the rooms together behind the door. Ends what an earlier run left open before it returns. */
export const compose = async ({
  station,
  policy = policyFrom(station.config),
  gateways,
  idleForMs,
  notify,
  closeWindow,
  about,
  questions,
  childProgram,
  sinceBootMs,
}: {
  station: Station
  policy?: Policy
  gateways: Gateway[]
  idleForMs: () => number
  notify: (notice: Notice) => void
  closeWindow: () => void
  /** Without what changes while the program runs. */
  about: Omit<About, 'empty'>
  questions: FileQuestions
  childProgram: ChildProgram
  /** What the clock is compared with; left out: what the operating system says. */
  sinceBootMs?: () => number
}): Promise<Program> => {
  const { config, clock, log, keys, vault, store, head, roster, tokens, home } = station
  const { terminal } = keys
  const freshStart = createFreshStart({ store, clock, log })
  await freshStart.insist()
  const pending = createPending(clock)
  const sessions = createSessions({ clock, policy: policy.session, store, idleForMs, notify, log })
  const note = (entry: LedgerEntry) =>
    void store.note(entry).catch((cause) => log.error('an entry could not be written', cause))
  const last = await store.lastDelivery()
  const route = createRoute({ gateways, clock, routeMs: policy.send.routeMs, last, note })
  const deliver = createDeliver({ clock, policy, store, route, texts: createTexts(config.sms), log })
  const recordsOlder = () => head.state() === 'behind'
  const login = { clock, policy, vault, store, pending, terminal }
  const send = createSend({ ...login, roster, deliver, recordsOlder })
  const administration = createAdministration({
    ...{ store, vault, roster, sessions, clock, policy, send, head, questions, home, notify },
    confirm: createConfirm(login),
    childTask: createChildTask(childProgram),
  })
  const turnedBehind = () => notify({ kind: 'about_changed' })
  const stopKeeping = keepLedger({ ...station, note, turnedBehind, sinceBootMs })
  return {
    handlers: createHandlers({
      sendOtp: async (input) => {
        await freshStart.done()
        return send({ ...input, purpose: 'sign_in' })
      },
      verifyOtp: createVerify({ ...login, tokens, sessions }),
      pending,
      sessions,
      about: createAbout({ about, store, recordsOlder }),
      mayClose: async () => !config.kiosk || (await sessions.current())?.officer.role === 'administrator',
      closeWindow,
      gateways: route.states,
      administration,
    }),
    sessions,
    close: async () => {
      stopKeeping()
      await sessions.logout()
      await head.close()
      store.close()
    },
  }
}
