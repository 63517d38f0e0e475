import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain } from 'electron'
import type { About } from '../preload/contract.ts'
import { registerPageScheme, servePage } from './app-protocol.ts'
import { readArguments } from './arguments.ts'
import { type Behind, report, rooms } from './behind.ts'
import { systemClock } from './clock.ts'
import type { Program } from './compose.ts'
import { scrubEnvironment } from './config/environment.ts'
import type { Config } from './config/schema.ts'
import { prepareFolder } from './data-folder.ts'
import { exitSoftware } from './exit-codes.ts'
import { fileQuestions } from './file-questions.ts'
import { openAtFirstCall } from './first-call.ts'
import { flavour } from './flavour.ts'
import type { DoorDeps } from './ipc.ts'
import { createLog } from './log.ts'
import { machineId } from './machine.ts'
import type { Prepared } from './prepare.ts'
import { watchPresence } from './presence.ts'
import { type Problem, problemOf } from './problem.ts'
import type { Sessions } from './session/sessions.ts'
import type { Task } from './tasks/task.ts'
import { thisProgram } from './this-program.ts'
import { allowUnprotected, electronSealer } from './vault/electron-vault.ts'
import { createWindow, denyPermissions, leaveOutMenu, type StationWindow } from './window.ts'

// Only what a window needs before its page asks for anything is imported here: all of it is read before Electron is ready.

process.umask(0o077)
// Whoever reads our output may go away first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const development = flavour === 'development'
const given = readArguments(process.argv.slice(1), flavour === 'release')
if ('refused' in given) throw new Error('entry.ts lets nothing pass that is refused')
const appFolder = app.getAppPath()
const environment = { ...process.env }
const home = dataFolder()
const unwritable = prepareFolder(home)
// Where nothing can be written, the report alone needs a folder.
const folder = unwritable ? mkdtempSync(join(app.getPath('temp'), 'tor-unveil-report-')) : home
app.setPath('userData', folder)
// On Windows the key that opens keys.json lies in there too.
app.setPath('sessionData', join(folder, 'profile'))
// Before any other process is started.
scrubEnvironment(process.env, !development)
const sandbox = !app.commandLine.hasSwitch('no-sandbox')
const childProgram = thisProgram({ development, appFolder, home, sandbox, environment })
const surroundings = { development, appFolder, home, environment }
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

if (given.task) void doTask(given.task, given.out).then(app.exit)
else if (given.atLogin && !(await import('./prepare.ts')).startsAtLogin(surroundings)) app.exit(0)
else if (app.requestSingleInstanceLock() || unwritable) openWindow()
else app.quit()

async function doTask(task: Task, out: string | undefined) {
  const [{ work }, { configuredAccount }] = await Promise.all([import('./work.ts'), import('./prepare.ts')])
  return work({
    ...{ task, out, home, development, log, report: reported, open: openStation },
    account: () => configuredAccount(surroundings),
    prepare: prepareStation,
  })
}

function dataFolder() {
  if (!development) return app.getPath('userData')
  return process.env.TOR_UNVEIL_HOME || join(app.getPath('appData'), `${app.getName()}-development`)
}

/** Throws a `Problem`. */
async function prepareStation() {
  if (unwritable) throw unwritable
  const { prepare } = await import('./prepare.ts')
  return prepare(surroundings, async (config) => {
    await app.whenReady()
    if (development || config.keys.allowUnprotected) allowUnprotected()
    return electronSealer()
  })
}

async function openStation(prepared: Prepared, inbox?: string) {
  const { start } = await import('./start.ts')
  return start({ ...surroundings, log, machine: machineId() }, prepared, inbox)
}

/** The window comes first, and what is behind its door once its first screen is there. */
function openWindow() {
  let behind: Promise<Behind> | undefined
  let sessions: Sessions | undefined
  const shown = app.whenReady().then(() => makeWindow(() => sessions?.token() === undefined))
  void shown.then(({ trusted, setKiosk, close }) => {
    const open = async (ipcMain: DoorDeps['ipcMain']) => {
      const prepared = prepareStation()
      // What is wrong is told by the report.
      void prepared.then(({ configuration }) => setKiosk(configuration.config.kiosk)).catch(() => undefined)
      behind = openRooms(shown, prepared).then(
        (program) => {
          sessions = program.sessions
          return rooms(program)
        },
        (cause) => report({ problem: reported(cause), version: app.getVersion(), close }),
      )
      const handlers = behind.then(({ handlers }) => handlers)
      const role = async () => (await behind)?.role() ?? 'nobody'
      const { openDoor } = await import('./ipc.ts')
      openDoor({ ipcMain, handlers, trusted, role, clock: systemClock(''), callsPerSecond: 100, log })
    }
    openAtFirstCall({ ipcMain, trusted, open })
  })
  app.on('will-quit', (event) => {
    if (!behind) return
    event.preventDefault()
    void behind.then(({ close, exitCode }) =>
      close()
        .catch((cause) => log.error('the program did not close well', cause))
        .finally(() => app.exit(exitCode)),
    )
  })
}

async function openRooms(shown: Promise<StationWindow>, prepared: Promise<Prepared>): Promise<Program> {
  const { inboxFolder } = await import('./kit/inbox.ts')
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
  const stationWindow = createWindow({ appFolder, sizeFile, developerTools: development, mayClose, log })
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
