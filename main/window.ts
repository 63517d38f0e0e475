import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BrowserWindow, type IpcMainInvokeEvent, Menu, nativeTheme, session } from 'electron'
import { z } from 'zod'
import { noticeChannel } from '../preload/channels.ts'
import type { Notice } from '../preload/contract.ts'
import { pageOrigin, pageUrl } from './app-protocol.ts'
import type { Log } from './log.ts'
import { writeWhole } from './write-whole.ts'

export type StationWindow = {
  window: BrowserWindow
  load: () => Promise<void>
  notify: (notice: Notice) => void
  trusted: (event: IpcMainInvokeEvent) => boolean
  /** From now on the window closes when it is told to, without a question. */
  closeUnasked: () => void
  /** Closes without a question. */
  close: () => void
  focus: () => void
}

/** A page that dies again and again is not loaded for ever. */
const mostRevivals = 5

const sizeSchema = z.object({
  width: z.int().min(640).max(10_000),
  height: z.int().min(480).max(10_000),
  maximized: z.boolean(),
})

/**
 * The one window: sandboxed, isolated, without permissions, navigation or other windows. `mayClose` is asked when somebody
 * closes it; where it answers false, the page is told (`close_asked`) and decides.
 */
export const createWindow = ({
  appFolder,
  sizeFile,
  developerTools,
  title,
  mayClose,
  log,
}: {
  appFolder: string
  sizeFile: string
  developerTools: boolean
  title: string
  mayClose: () => boolean
  log: Log
}): StationWindow => {
  const { maximized, ...size } = readSize(sizeFile)
  const window = new BrowserWindow({
    ...size,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title,
    icon: join(appFolder, 'assets', 'icons', '256x256.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1716' : '#ffffff',
    webPreferences: {
      preload: join(appFolder, 'dist', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: developerTools,
    },
  })
  window.setMenuBarVisibility(false)
  const page = window.webContents
  let responsive = true
  let revivals = 0
  let closing = false

  page.on('will-navigate', (event) => event.url !== pageUrl && event.preventDefault())
  page.on('will-frame-navigate', (event) => event.url !== pageUrl && event.preventDefault())
  page.on('will-attach-webview', (event) => event.preventDefault())
  page.setWindowOpenHandler(() => ({ action: 'deny' }))
  page.on('render-process-gone', (_event, { reason }) => {
    log.warn(`the page stopped (${reason})`)
    revivals += 1
    // Not within the event: Chromium is still taking the page down and would end the program.
    if (revivals <= mostRevivals) setImmediate(() => !window.isDestroyed() && page.reload())
  })
  window.on('unresponsive', () => {
    responsive = false
  })
  window.on('responsive', () => {
    responsive = true
  })
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  const notify = (notice: Notice) => {
    if (!window.isDestroyed()) page.send(noticeChannel, notice)
  }
  window.on('close', (event) => {
    // A page that hangs or is gone cannot answer: then the window closes at once.
    if (!closing && responsive && !page.isCrashed() && !mayClose()) {
      event.preventDefault()
      notify({ kind: 'close_asked' })
      return
    }
    const { width, height } = window.getNormalBounds()
    try {
      writeWhole(sizeFile, JSON.stringify({ width, height, maximized: window.isMaximized() }))
    } catch (cause) {
      log.error('the size of the window could not be kept', cause)
    }
  })

  return {
    window,
    load: () => window.loadURL(pageUrl),
    notify,
    trusted: ({ senderFrame }) =>
      !window.isDestroyed() &&
      senderFrame !== null &&
      senderFrame === page.mainFrame &&
      senderFrame.origin === pageOrigin,
    closeUnasked: () => {
      closing = true
    },
    close: () => {
      closing = true
      window.close()
    },
    focus: () => {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}

/** Nothing that a page can ask the browser for is ever granted. */
export const denyPermissions = () => {
  session.defaultSession.setPermissionRequestHandler((_page, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  session.defaultSession.on('will-download', (event) => event.preventDefault())
}

/** A menu nobody sees: it gives the keys for zoom, reload, copy and paste. */
export const setKeys = (developerTools: boolean) =>
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
          { role: 'zoomOut' },
          { role: 'reload' },
          ...(developerTools ? [{ role: 'toggleDevTools' } as const] : []),
        ],
      },
    ]),
  )

const readSize = (file: string): z.output<typeof sizeSchema> => {
  try {
    return sizeSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // No file at the first start; one that cannot be read is not worth a report.
    return { width: 1024, height: 768, maximized: false }
  }
}
