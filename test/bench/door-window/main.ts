// The program's own window, door and rules, without the limit of calls; beside them a call that only echoes.
import { join } from 'node:path'
import { app, ipcMain, session } from 'electron'
import { registerPageScheme, servePage } from '../../../main/app-protocol.ts'
import { maskedLog } from '../../../main/log.ts'
import { createWindow } from '../../../main/window.ts'
import { openBenchStation } from '../bench-station.ts'
import { sqliteFiller } from '../fill-sqlite.ts'
import { signInAndStay } from '../sign-in-and-out.ts'

const home = process.env.DOOR_WINDOW_HOME ?? ''
const appFolder = process.env.DOOR_WINDOW_PROJECT ?? ''
/** Of all calls through the door since somebody asked, from the door's first step to its answer. */
const spent = { calls: 0, ms: 0 }

app.setPath('userData', home)
registerPageScheme()
app.on('window-all-closed', () => app.quit())
void app.whenReady().then(async () => {
  servePage(join(appFolder, 'dist', 'renderer'))
  session.defaultSession.registerPreloadScript({
    type: 'frame',
    filePath: join(import.meta.dirname, 'preload.cjs'),
  })
  const window = createWindow({
    appFolder,
    sizeFile: join(home, 'window.json'),
    developerTools: true,
    mayClose: () => true,
    log: maskedLog((_level, message) => console.error(message)),
  })
  const bench = await openBenchStation({
    dir: home,
    sync: 'FULL',
    window: {
      ipcMain: {
        handle: (channel, listener) =>
          ipcMain.handle(channel, async (event, ...payload: unknown[]) => {
            const startedAt = performance.now()
            const answer: unknown = await listener(event, ...payload)
            spent.calls += 1
            spent.ms += performance.now() - startedAt
            return answer
          }),
      },
      trusted: window.trusted,
    },
  })
  await sqliteFiller({ bench, dir: home }).enrol(1, 10)
  ipcMain.handle('echo', (_event, value) => value)
  // What `session()` answers, by nobody's door: the bare cost of an answer of its size.
  let answer = await bench.call('session')
  ipcMain.handle('answer', () => answer)
  ipcMain.handle('spent', () => {
    const { calls, ms } = spent
    Object.assign(spent, { calls: 0, ms: 0 })
    return (ms / calls) * 1000
  })
  ipcMain.handle('sign-in', async () => {
    await signInAndStay(bench, 10)(1)
    answer = await bench.call('session')
  })
  await window.load()
})
