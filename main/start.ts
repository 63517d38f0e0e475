import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { openStation, type Station } from './compose.ts'
import type { Configuration } from './config/read-config.ts'
import { takeInbox } from './kit/inbox.ts'
import { installedSettings } from './kit/installed-kit.ts'
import { kitState } from './kit/kit-state.ts'
import { bootId } from './machine.ts'
import type { Prepared, Surroundings } from './prepare.ts'
import { hs256SecretBytes, hs256SecretName } from './session/tokens.ts'

/**
 * From what is prepared to what the window and the tasks both stand on. A window gives the folder in which root or SYSTEM
 * lays down what is to be applied. Throws a `Problem`.
 */
export const start = async (
  {
    development,
    appFolder,
    home,
    log,
    environment,
    machine,
  }: Surroundings & {
    /** Which computer this is. */
    machine: string
  },
  { configuration, sealer }: Prepared,
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
  const demoRoster = environment.TOR_UNVEIL_DEMO_ROSTER !== 'none'
  if (development)
    await furnish(station, demoRoster ? join(appFolder, 'assets', 'demo-roster.csv') : undefined)
  if (inbox === undefined) return station
  if (!(await takeInbox({ inbox, station, development }))) return station
  const { publicKey } = configuration.config.kit
  return openAgain(station, configuration.withKit(installedSettings(home, publicKey)))
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
