import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain } from 'electron'
import type { About } from '../preload/contract.ts'
import { registerPageScheme, servePage } from './app-protocol.ts'
import { type Arguments, readArguments } from './arguments.ts'
import type { Behind } from './behind.ts'
import { scrubEnvironment } from './config/environment.ts'
import type { Config } from './config/schema.ts'
import { prepareFolder } from './data-folder.ts'
import { exitSoftware } from './exit-codes.ts'
import { fileQuestions } from './file-questions.ts'
import { type Doorway, openAtFirstCall } from './first-call.ts'
import { flavour } from './flavour.ts'
import { createLog } from './log.ts'
import { machineId } from './machine.ts'
import { watchPresence } from './presence.ts'
import { type Problem, problemOf } from './problem.ts'
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
const log = createLog(join(folder, 'log', 'main.log'))
const surroundings = { development, appFolder, home, environment, unwritable, log }
registerPageScheme()
leaveOutMenu()
// The last resort (OWASP ASVS 16.5.4): a fault that nobody foresaw is written down and ends the program, and the session.
for (const fault of ['uncaughtException', 'unhandledRejection']) {
  process.on(fault, (cause: unknown) => {
    log.error('an unforeseen fault', cause)
    app.exit(exitSoftware)
  })
}

if (given.task) void doTask(given.task, given).then(app.exit)
else if (given.atLogin && !(await import('./prepare.ts')).startsAtLogin(surroundings)) app.exit(0)
else if (app.requestSingleInstanceLock() || unwritable) openWindow()
else app.quit()

async function doTask(task: Task, { out, input }: Arguments) {
  const [{ work }, { configuredAccount, prepare }, { start }] = await Promise.all([
    import('./work.ts'),
    import('./prepare.ts'),
    import('./start.ts'),
  ])
  return work({
    ...{ task, out, input, home, development, log, report: reported },
    account: () => configuredAccount(surroundings),
    prepare: () => prepare(surroundings, sealerFor),
    open: (prepared) => start({ ...surroundings, machine: machineId() }, prepared),
  })
}

function dataFolder() {
  if (!development) return app.getPath('userData')
  return process.env.TOR_UNVEIL_HOME || join(app.getPath('appData'), `${app.getName()}-development`)
}

/** Throws a `Problem`. */
async function sealerFor(config: Config) {
  await app.whenReady()
  if (development || config.keys.allowUnprotected) allowUnprotected()
  return electronSealer()
}

/** The window comes first, and what is behind its door once its first screen is there. */
function openWindow() {
  let opening: Promise<Behind> | undefined
  let behind: Behind | undefined
  void app.whenReady().then(() => {
    const window = makeWindow(() => !behind?.signedIn())
    const open = async (ipcMain: Doorway) => {
      const { openBehind } = await import('./behind.ts')
      opening = openBehind({
        ...{ ipcMain, surroundings, sealerFor, window, childProgram, reported },
        idleForMs: (clock) => watchPresence(window.window.webContents, clock),
        about: aboutThis,
        questions: fileQuestions(window.window),
        version: app.getVersion(),
      })
      void opening.then((opened) => {
        behind = opened
      })
    }
    openAtFirstCall({ ipcMain, trusted: window.trusted, open })
  })
  app.on('will-quit', (event) => {
    if (!opening) return
    event.preventDefault()
    void opening.then(({ close, exitCode }) =>
      close()
        .catch((cause) => log.error('the program did not close well', cause))
        .finally(() => app.exit(exitCode)),
    )
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
