import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../main/clock.ts'
import { openStation, type Station } from '../../main/compose.ts'
import { readConfig } from '../../main/config/read-config.ts'
import { mergeSettings, type Settings } from '../../main/config/settings.ts'
import { installedSettings } from '../../main/kit/installed-kit.ts'
import { packKit } from '../../main/kit/kit-file.ts'
import { type Log, maskedLog } from '../../main/log.ts'
import { start } from '../../main/start.ts'
import { runTask, type StationTask } from '../../main/tasks/run-task.ts'
import { testConfiguration, testSealer } from '../station.ts'

/** Of a computer that makes kits. */
export const kitKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }
}

export const kitOf = (
  { privateKey }: { privateKey: KeyObject },
  { serial = 1, settings = {}, roster }: { serial?: number; settings?: Settings; roster?: string } = {},
): string =>
  packKit({
    serial,
    configuration: JSON.stringify(settings),
    roster,
    sign: (bytes) => sign(null, bytes, privateKey),
  })

export const rosterHeader = 'login_id,name,rank,station,mobile,role\n'

const silent = maskedLog(() => undefined)

/** Starts a terminal as the program does; `inbox` as for a window. Its demo roster is left out. */
export const startTerminal = async ({
  home,
  settings,
  inbox,
  account = 'this account',
  machine = 'this machine',
  log = silent,
}: {
  home: string
  /** Of the machine's own file. */
  settings: Settings
  inbox?: string
  /** Of the operating system, whose key store it is. */
  account?: string
  machine?: string
  log?: Log
}): Promise<Station> => {
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-test-'))
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(mergeSettings({ sms: { gateways: ['local'] } }, settings)))
  const configuration = readConfig({
    ...{ file, required: true, development: false, environment: {} },
    kit: (publicKey) => installedSettings(home, publicKey),
  })
  rmSync(folder, { recursive: true })
  const prepared = { configuration, sealer: testSealer(account) }
  const surroundings = { development: false, appFolder: '', home, log, environment: {}, machine }
  return start(surroundings, prepared, inbox)
}

/** Opens it without looking at kits. */
export const openTerminal = (home: string, settings: Settings = {}) =>
  openStation({
    configuration: testConfiguration(settings),
    home,
    sealer: testSealer(),
    clock: systemClock('boot-1'),
    machine: 'this machine',
    log: silent,
  })

/** Runs a task; answers its exit code and all that it printed. */
export const run = async (station: Station, task: StationTask, input = '') => {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const readInput = async () => input
  const code = await runTask(task, { station, print, readInput, development: false })
  return { code, said: lines.join('\n') }
}

export const close = async ({ head, store }: Pick<Station, 'head' | 'store'>) => {
  await head.close()
  store.close()
}

export const textOf = (home: string, name: string) => readFileSync(join(home, name), 'utf8')
