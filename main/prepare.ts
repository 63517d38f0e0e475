import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type Configuration, readConfig } from './config/read-config.ts'
import type { Config } from './config/schema.ts'
import { machineFolder } from './flavour.ts'
import { installedSettings } from './kit/installed-kit.ts'
import type { Log } from './log.ts'
import { Problem } from './problem.ts'
import type { Sealer } from './vault/key-file.ts'

/** `development` is a program that is not packaged: it takes test settings and gets the demo roster. */
export type Surroundings = {
  development: boolean
  appFolder: string
  home: string
  log: Log
  /** As it was before it was scrubbed. */
  environment: NodeJS.ProcessEnv
  /** Why nothing can be written in `home`. */
  unwritable?: Problem | undefined
}

/** What can be known before any key is touched. */
export type Prepared = {
  configuration: Configuration
  sealer: Sealer
}

/** Reads the configuration, and asks for the account's key store. Throws a `Problem`. */
export const prepare = async (
  surroundings: Omit<Surroundings, 'log'>,
  sealerFor: (config: Config) => Promise<Sealer>,
): Promise<Prepared> => {
  if (surroundings.unwritable) throw surroundings.unwritable
  const configuration = read(surroundings)
  requireAccount(configuration.config)
  return { configuration, sealer: await sealerFor(configuration.config) }
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

const read = ({ development, appFolder, home, environment }: Omit<Surroundings, 'log'>) =>
  readConfig({
    ...configFile(development, environment),
    ...(development && { envFile: join(appFolder, '.env') }),
    development,
    environment,
    kit: (publicKey) => installedSettings(home, publicKey),
  })

const configFile = (development: boolean, environment: NodeJS.ProcessEnv) => {
  const named = environment.TOR_UNVEIL_CONFIG
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
