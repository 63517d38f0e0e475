// The program's own window, door and rules, without the limit of calls; beside them a call that only echoes.
import { join } from 'node:path'
import { app, ipcMain, session } from 'electron'
import { registerPageScheme, servePage } from '../../../main/app-protocol.ts'
import { maskedLog } from '../../../main/log.ts'
import { openDatabase } from '../../../main/store/sqlite/database.ts'
import { createWindow } from '../../../main/window.ts'
import { openBenchStation } from '../bench-station.ts'
import { sqliteFiller } from '../fill-sqlite.ts'
import { signInAndStay } from '../sign-in-and-out.ts'

const home = process.env.DOOR_WINDOW_HOME ?? ''
const appFolder = process.env.DOOR_WINDOW_PROJECT ?? ''

app.setPath('userData', home)
registerPageScheme()
app.on('window-all-closed', () => app.quit())

/** Looks at the newest session, by better-sqlite3 alone. */
const bareLook = (file: string) => {
  const db = openDatabase(file)
  const newest = db.prepare<[], string>('SELECT id FROM session ORDER BY started_at DESC LIMIT 1').pluck()
  const id = newest.get()
  const row = db.prepare<[string | undefined], { expires_at: number; end_reason: string | null }>(
    'SELECT expires_at, end_reason FROM session WHERE id = ?',
  )
  return () => row.get(id)
}

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
    window: { ipcMain, trusted: window.trusted },
  })
  await sqliteFiller({ bench, dir: home }).enrol(1, 10)
  ipcMain.handle('echo', (_event, value) => value)
  // What `session()` answers, by nobody's door: the bare cost of an answer of its size.
  let answer = await bench.call('session')
  ipcMain.handle('answer', () => answer)
  // And of what it promises: a frame that is ours, and a session by its row.
  let look = bareLook(join(home, 'station.db'))
  ipcMain.handle('promises', (event) => {
    if (!window.trusted(event) || !answer.ok) return undefined
    const { session } = answer.value
    if (!session) return { ok: true, value: {} }
    const row = look()
    if (!row || row.end_reason) return undefined
    const expiresInMs = row.expires_at - Date.now()
    return { ok: true, value: { session: { ...session, expiresInMs } } }
  })
  ipcMain.handle('sign-in', async () => {
    await signInAndStay(bench, 10)(1)
    answer = await bench.call('session')
    look = bareLook(join(home, 'station.db'))
  })
  await window.load()
})
