// The least that a window like ours needs: sandbox, isolation, one call that echoes, a page of one line.
import { join } from 'node:path'
import { app, BrowserWindow, ipcMain } from 'electron'

app.setPath('userData', process.env.EMPTY_WINDOW_HOME)
ipcMain.handle('echo', (_event, value) => value)
app.on('window-all-closed', () => app.quit())
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1024,
    height: 768,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.loadFile(join(process.env.EMPTY_WINDOW_HOME, 'page', 'index.html'))
})
