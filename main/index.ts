import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain } from 'electron'
import type { About, Handlers, Role } from '../preload/contract.ts'
import { registerPageScheme, servePage } from './app-protocol.ts'
import { readArguments } from './arguments.ts'
import { checkStation } from './check-station.ts'
import { systemClock } from './clock.ts'
import { compose } from './compose.ts'
import type { Config } from './config/schema.ts'
import { prepareFolder } from './data-folder.ts'
import { problemHandlers } from './handlers.ts'
import { openDoor } from './ipc.ts'
import { createLog } from './log.ts'
import { watchPresence } from './presence.ts'
import { type Problem, problemOf } from './problem.ts'
import { start } from './start.ts'
import { allowUnprotected, electronSealer } from './vault/electron-vault.ts'
import { createWindow, denyPermissions, type StationWindow } from './window.ts'
import { work } from './work.ts'

// As sysexits.h of BSD numbers them.
const exitUsage = 64
const exitSoftware = 70
const exitConfig = 78

process.umask(0o077)
// Whoever reads our output may go away first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const development = !app.isPackaged
const appFolder = app.getAppPath()
const home = dataFolder()
const unwritable = prepareFolder(home)
// Where nothing can be written, the report alone needs a folder.
const folder = unwritable ? mkdtempSync(join(app.getPath('temp'), 'tor-unveil-report-')) : home
app.setPath('userData', folder)
// On Windows the key that opens keys.json lies in there too.
app.setPath('sessionData', join(folder, 'profile'))
const log = createLog(join(folder, 'log', 'main.log'))
registerPageScheme()
// The last resort (OWASP ASVS 16.5.4): a fault that nobody foresaw is written down and ends the program, and the session.
for (const fault of ['uncaughtException', 'unhandledRejection']) {
  process.on(fault, (cause: unknown) => {
    log.error('an unforeseen fault', cause)
    app.exit(exitSoftware)
  })
}

const given = readArguments(process.argv.slice(1), app.isPackaged)
if ('refused' in given) {
  process.stderr.write(`${given.refused}\n`)
  app.exit(development ? exitUsage : exitConfig)
} else if (given.task)
  void work({ task: given.task, out: given.out, open: openStation, report: reported, log }).then(app.exit)
else if (unwritable) void showProblem(reported(unwritable))
else if (app.requestSingleInstanceLock()) void open()
else app.quit()

function dataFolder() {
  if (!development) return app.getPath('userData')
  return process.env.TOR_UNVEIL_HOME || join(app.getPath('appData'), `${app.getName()}-development`)
}

async function sealerFor(config: Config) {
  if (development || config.keys.allowUnprotected) allowUnprotected()
  await app.whenReady()
  return electronSealer()
}

async function openStation() {
  if (unwritable) throw unwritable
  return start({ development, appFolder, home, log }, sealerFor)
}

/** The window with the login, or with the report of why there is none. */
async function open() {
  try {
    const opened = await openStation()
    const { config, warnings } = checkStation(opened, development)
    for (const warning of warnings) log.warn(warning)
    const station = { ...opened, config }
    const { clock } = station
    // The rooms come first, so that a fault in them is reported in the one window; they reach it once it is there.
    let shown: { window: StationWindow; idleForMs: () => number } | undefined
    const { handlers, sessions, close } = await compose({
      station,
      gateways: (await import('./compose-gateways.ts')).createGateways(config, development),
      idleForMs: () => shown?.idleForMs() ?? 0,
      notify: (notice) => shown?.window.notify(notice),
      closeWindow: () => shown?.window.close(),
      about: aboutThis(config),
    })
    const window = makeWindow(config.installation, () => sessions.token() === undefined)
    shown = { window, idleForMs: watchPresence(window.window.webContents, clock) }
    const role = async (): Promise<Role | 'nobody'> => (await sessions.current())?.officer.role ?? 'nobody'
    openDoor({ ipcMain, handlers, trusted: window.trusted, role, clock, callsPerSecond: 100, log })
    onQuit(close, 0)
  } catch (cause) {
    await showProblem(reported(cause))
  }
}

async function showProblem({ code, details }: Problem) {
  await app.whenReady()
  const about: About = {
    installation: '',
    version: app.getVersion(),
    warnings: [],
    problem: { code, details },
  }
  const stationWindow = makeWindow('TOR UNVEIL', () => true)
  const handlers: Handlers = problemHandlers(about, stationWindow.close)
  const role = async () => 'nobody' as const
  openDoor({
    ipcMain,
    handlers,
    trusted: stationWindow.trusted,
    role,
    clock: systemClock(''),
    callsPerSecond: 100,
    log,
  })
  onQuit(async () => undefined, exitConfig)
}

function makeWindow(title: string, mayClose: () => boolean): StationWindow {
  servePage(join(appFolder, 'dist', 'renderer'))
  denyPermissions()
  const sizeFile = join(folder, 'window.json')
  const stationWindow = createWindow({
    appFolder,
    sizeFile,
    developerTools: development,
    title,
    mayClose,
    log,
  })
  // A reload or a close while the page loads breaks the load off; that is no fault of the program.
  stationWindow.load().catch((cause) => log.error('the first load of the page was broken off', cause))
  app.on('second-instance', stationWindow.focus)
  app.on('before-quit', stationWindow.closeUnasked)
  app.on('window-all-closed', () => app.quit())
  // The watch build of `npm run dev` asks for this.
  if (development) process.on('message', (message) => message === 'reload' && stationWindow.window.reload())
  return stationWindow
}

function onQuit(close: () => Promise<void>, exitCode: number) {
  app.on('will-quit', (event) => {
    event.preventDefault()
    close()
      .catch((cause) => log.error('the program did not close well', cause))
      .finally(() => app.exit(exitCode))
  })
}

function aboutThis(config: Config): About {
  const warnings: About['warnings'] = []
  if (config.sms.gateways.includes('local')) warnings.push('test_sms')
  if (electronSealer().unprotected) warnings.push('unprotected_keys')
  return { installation: config.installation, version: app.getVersion(), warnings }
}

function reported(cause: unknown): Problem {
  const problem = problemOf(cause)
  log.error(`the program cannot start: ${problem.message}`, problem.cause)
  return problem
}
