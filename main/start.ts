import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { openStation, type Station } from './compose.ts'
import { scrubEnvironment } from './config/environment.ts'
import { type Configuration, readConfig } from './config/read-config.ts'
import type { Config } from './config/schema.ts'
import { machineFolder } from './flavour.ts'
import { takeInbox } from './kit/inbox.ts'
import { installedSettings } from './kit/installed-kit.ts'
import { kitState } from './kit/kit-state.ts'
import type { Log } from './log.ts'
import { bootId, machineId } from './machine.ts'
import { Problem } from './problem.ts'
import { hs256SecretBytes, hs256SecretName } from './session/tokens.ts'
import type { Sealer } from './vault/key-file.ts'

/** `development` is a program that is not packaged: it takes test settings and gets the demo roster. */
export type Surroundings = { development: boolean; appFolder: string; home: string; log: Log }

/** What can be known before any key is touched. */
export type Prepared = {
  configuration: Configuration
  sealer: Sealer
  /** Of this computer. */
  machine: string
}

/** Reads the configuration, and asks for the account's key store. Throws a `Problem`. */
export const prepare = async (
  { development, appFolder, home }: Omit<Surroundings, 'log'>,
  sealerFor: (config: Config) => Promise<Sealer>,
): Promise<Prepared> => {
  const configuration = scrubbing(development, () => read({ development, appFolder, home }))
  requireAccount(configuration.config)
  return { configuration, sealer: await sealerFor(configuration.config), machine: machineId() }
}

/**
 * From what is prepared to what the window and the tasks both stand on. A window gives the folder in which root or SYSTEM
 * lays down what is to be applied. Throws a `Problem`.
 */
export const start = async (
  { development, appFolder, home, log }: Surroundings,
  { configuration, sealer, machine }: Prepared,
  inbox?: string,
): Promise<Station> => {
  const clock = systemClock(bootId())
  const open = async (configuration: Configuration): Promise<Station> => {
    const station = await openStation({ configuration, home, sealer, clock, machine, log })
    const state = await kitState(station)
    if (state.kind === 'trouble') return { ...station, kitTrouble: state.problem }
    return state.kind === 'fits' ? station : openAgain(station, configuration.withKit(state.settings))
  }
  const openAgain = async ({ head, store }: Station, configuration: Configuration) => {
    await head.close()
    store.close()
    return open(configuration)
  }
  const station = await open(configuration)
  // A tester wants to see the first-run screen, too.
  if (development)
    await furnish(station, demoRoster ? join(appFolder, 'assets', 'demo-roster.csv') : undefined)
  if (inbox === undefined) return station
  if (!(await takeInbox({ inbox, station, development }))) return station
  const { publicKey } = configuration.config.kit
  return openAgain(station, configuration.withKit(installedSettings(home, publicKey)))
}

/**
 * For a program that the operating system starts for whoever signs in there: whether this account is to have the window. A
 * configuration with mistakes is shown to everybody.
 */
export const startsAtLogin = (surroundings: Omit<Surroundings, 'log'>): boolean => {
  try {
    const { config } = read(surroundings)
    return config.startAtLogin && isAccount(config.account)
  } catch {
    return true
  }
}

/** Throws a `Problem`. */
export const configuredAccount = (surroundings: Omit<Surroundings, 'log'>): string | undefined =>
  read(surroundings).config.account

// Before the environment is scrubbed.
const demoRoster = process.env.TOR_UNVEIL_DEMO_ROSTER !== 'none'

const read = ({ development, appFolder, home }: Omit<Surroundings, 'log'>) =>
  readConfig({
    ...configFile(development),
    ...(development && { envFile: join(appFolder, '.env') }),
    development,
    environment: process.env,
    kit: (publicKey) => installedSettings(home, publicKey),
  })

const scrubbing = (development: boolean, read: () => Configuration) => {
  try {
    return read()
  } finally {
    scrubEnvironment(process.env, !development)
  }
}

const configFile = (development: boolean) => {
  const named = process.env.TOR_UNVEIL_CONFIG
  if (development && named) return { file: named, required: true }
  // Not by the environment, which whoever starts the program can change.
  const folder =
    process.platform === 'win32' ? ['C:\\ProgramData', machineFolder.windows] : ['/etc', machineFolder.unix]
  return { file: join(...folder, 'config.json'), required: false }
}

const requireAccount = ({ account }: Config) => {
  if (isAccount(account)) return
  throw new Problem('wrong_account', [
    `this account is ${userInfo().username}`,
    `this terminal's account is ${account} (setting "account")`,
  ])
}

/** Windows tells no capitals from small letters. */
const isAccount = (account: string | undefined) => {
  const { username } = userInfo()
  if (account === undefined || account === username) return true
  return process.platform === 'win32' && account.toLowerCase() === username.toLowerCase()
}

/** What an installed terminal gets from IT, a program that is not packaged makes for itself. */
const furnish = async ({ fresh, config, store, roster, keys }: Station, demoRoster: string | undefined) => {
  if (keys.secret(hs256SecretName) === undefined) {
    keys.setSecret(hs256SecretName, randomBytes(hs256SecretBytes).toString('base64'))
  }
  // What terminals share is not one terminal's to fill.
  if (!fresh || config.store.kind !== 'sqlite' || demoRoster === undefined) return
  const { importRoster } = await import('./roster/import-roster.ts')
  const text = readFileSync(demoRoster, 'utf8')
  await importRoster({ text, source: 'terminal', store, roster, progress: () => undefined })
}
