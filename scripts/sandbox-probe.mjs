// A program of one hidden page: it ends with code 0 when the page came up, which it does only in a working sandbox,
// and when it can read the built program.
import { accessSync, constants } from 'node:fs'
import { app, BrowserWindow } from 'electron'

accessSync(new URL('../dist/main/index.js', import.meta.url), constants.R_OK)
app.disableHardwareAcceleration()
app.setPath('userData', process.env.HOME)
app.whenReady().then(async () => {
  await new BrowserWindow({ show: false, webPreferences: { sandbox: true } }).loadURL('data:text/html,here')
  app.exit(0)
})
