import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain } from 'electron'
import type { About } from '../preload/contract.ts'
import { registerPageScheme, servePage } from './app-protocol.ts'
import { readArguments } from './arguments.ts'
import { type Behind, openAtFirstCall, report, rooms } from './behind.ts'
import { systemClock } from './clock.ts'
import type { Program } from './compose.ts'
import type { Config } from './config/schema.ts'
import { prepareFolder } from './data-folder.ts'
import { exitSoftware } from './exit-codes.ts'
import { fileQuestions } from './file-questions.ts'
import { flavour } from './flavour.ts'
import { openDoor } from './ipc.ts'
import { inboxFolder } from './kit/inbox.ts'
import { createLog } from './log.ts'
import { watchPresence } from './presence.ts'
import { type Problem, problemOf } from './problem.ts'
import type { Sessions } from './session/sessions.ts'
import { configuredAccount, type Prepared, prepare, start, startsAtLogin } from './start.ts'
import { thisProgram } from './this-program.ts'
import { allowUnprotected, electronSealer } from './vault/electron-vault.ts'
import { createWindow, denyPermissions, leaveOutMenu, type StationWindow } from './window.ts'
import { work } from './work.ts'

process.umask(0o077)
// Whoever reads our output may go away first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const development = flavour === 'development'
const given = readArguments(process.argv.slice(1), flavour === 'release')
if ('refused' in given) throw new Error('entry.ts lets nothing pass that is refused')
const appFolder = app.getAppPath()
const home = dataFolder()
const unwritable = prepareFolder(home)
// Where nothing can be written, the report alone needs a folder.
const folder = unwritable ? mkdtempSync(join(app.getPath('temp'), 'tor-unveil-report-')) : home
app.setPath('userData', folder)
// On Windows the key that opens keys.json lies in there too.
app.setPath('sessionData', join(folder, 'profile'))
// Before the environment is scrubbed.
const sandbox = !app.commandLine.hasSwitch('no-sandbox')
const childProgram = thisProgram({ development, appFolder, home, sandbox })
const surroundings = { development, appFolder, home }
const log = createLog(join(folder, 'log', 'main.log'))
registerPageScheme()
leaveOutMenu()
// The last resort (OWASP ASVS 16.5.4): a fault that nobody foresaw is written down and ends the program, and the session.
for (const fault of ['uncaughtException', 'unhandledRejection']) {
  process.on(fault, (cause: unknown) => {
    log.error('an unforeseen fault', cause)
    app.exit(exitSoftware)
  })
}

/** Known before the window is made. */
let kiosk = false
if (given.task) {
  void work({
    ...{ task: given.task, out: given.out, home, development, log, report: reported, open: openStation },
    account: () => configuredAccount(surroundings),
    prepare: () => prepareStation(app.whenReady()),
  }).then(app.exit)
} else if (given.atLogin && !startsAtLogin(surroundings)) app.exit(0)
else if (app.requestSingleInstanceLock() || unwritable) openWindow()
else app.quit()

function dataFolder() {
  if (!development) return app.getPath('userData')
  return process.env.TOR_UNVEIL_HOME || join(app.getPath('appData'), `${app.getName()}-development`)
}

/** Throws a `Problem`. What must be said before Electron is ready is said at once. */
async function prepareStation(ready: Promise<unknown>) {
  if (unwritable) throw unwritable
  return prepare(surroundings, async (config) => {
    kiosk = config.kiosk
    if (development || config.keys.allowUnprotected) allowUnprotected()
    await ready
    return electronSealer()
  })
}

async function openStation(prepared: Prepared, inbox?: string) {
  return start({ ...surroundings, log }, prepared, inbox)
}

/** The window comes first, and the rooms once its first screen is there. */
function openWindow() {
  let sessions: Sessions | undefined
  const shown = app.whenReady().then(() => makeWindow(() => sessions?.token() === undefined))
  const prepared = prepareStation(shown)
  // What is wrong is told when the rooms are opened.
  prepared.catch(() => undefined)
  const open = (): Promise<Behind> =>
    openRooms(shown, prepared).then(
      (program) => {
        sessions = program.sessions
        return rooms(program)
      },
      async (cause) => report({ problem: reported(cause), version: app.getVersion(), ...(await shown) }),
    )
  void shown.then(({ trusted, notify }) => {
    const changed = () => notify({ kind: 'about_changed' })
    const facts = async () => aboutThis((await prepared).configuration.config)
    const { behind, isOpen, handlerFor } = openAtFirstCall({ open, facts, changed })
    const role = async () => (await behind()).role()
    openDoor({ ipcMain, handlerFor, trusted, role, clock: systemClock(''), callsPerSecond: 100, log })
    app.on('will-quit', (event) => {
      if (!isOpen()) return
      event.preventDefault()
      void behind().then(({ close, exitCode }) =>
        close()
          .catch((cause) => log.error('the program did not close well', cause))
          .finally(() => app.exit(exitCode)),
      )
    })
  })
}

async function openRooms(shown: Promise<StationWindow>, prepared: Promise<Prepared>): Promise<Program> {
  const opened = await openStation(await prepared, inboxFolder(development, home))
  if (opened.kitTrouble) throw opened.kitTrouble
  const [{ checkStation }, { createGateways }, { compose }] = await Promise.all([
    import('./check-station.ts'),
    import('./compose-gateways.ts'),
    import('./compose.ts'),
  ])
  const { config, warnings } = checkStation(opened, development)
  for (const warning of warnings) log.warn(warning)
  const window = await shown
  return compose({
    station: { ...opened, config },
    gateways: createGateways(config, development),
    idleForMs: watchPresence(window.window.webContents, opened.clock),
    notify: window.notify,
    closeWindow: window.close,
    about: aboutThis(config),
    questions: fileQuestions(window.window),
    childProgram,
  })
}

function makeWindow(mayClose: () => boolean): StationWindow {
  servePage(join(appFolder, 'dist', 'renderer'))
  denyPermissions()
  const sizeFile = join(folder, 'window.json')
  const stationWindow = createWindow({
    appFolder,
    sizeFile,
    kiosk,
    developerTools: development,
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

function aboutThis(config: Config): Omit<About, 'empty'> {
  const warnings: About['warnings'] = []
  if (config.sms.gateways.includes('local')) warnings.push('test_sms')
  if (electronSealer().unprotected) warnings.push('unprotected_keys')
  return { installation: config.installation, version: app.getVersion(), warnings, kiosk: config.kiosk }
}

function reported(cause: unknown): Problem {
  const problem = problemOf(cause)
  log.error(`the program cannot start: ${problem.message}`, problem.cause)
  return problem
}
