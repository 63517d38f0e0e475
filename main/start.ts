import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { openStation, type Station } from './compose.ts'
import { scrubEnvironment } from './config/environment.ts'
import { type Configuration, readConfig } from './config/read-config.ts'
import type { Config } from './config/schema.ts'
import { machineFolder } from './flavour.ts'
import type { Log } from './log.ts'
import { bootId, machineId } from './machine.ts'
import { hs256SecretBytes, hs256SecretName } from './session/tokens.ts'
import type { Sealer } from './vault/key-file.ts'

/** `development` is a program that is not packaged: it takes test settings and gets the demo roster. */
export type Surroundings = { development: boolean; appFolder: string; home: string; log: Log }

/** From the configuration to what the window and the tasks both stand on. Throws a `Problem`. */
export const start = async (
  { development, appFolder, home, log }: Surroundings,
  sealerFor: (config: Config) => Promise<Sealer>,
): Promise<Station> => {
  // A tester wants to see the first-run screen, too.
  const demo = development && process.env.TOR_UNVEIL_DEMO_ROSTER !== 'none'
  const env = development ? { envFile: join(appFolder, '.env') } : {}
  const configuration = scrubbing(development, () =>
    readConfig({ ...configFile(development), ...env, development, environment: process.env }),
  )
  const sealer = await sealerFor(configuration.config)
  const station = await openStation({
    configuration,
    home,
    sealer,
    clock: systemClock(bootId()),
    machine: machineId(),
    log,
  })
  if (development) await furnish(station, demo ? join(appFolder, 'assets', 'demo-roster.csv') : undefined)
  return station
}

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
