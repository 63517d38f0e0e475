import { join } from 'node:path'
import {
  BrowserWindow,
  type IpcMainInvokeEvent,
  Menu,
  nativeTheme,
  screen,
  session,
  type WebContents,
} from 'electron'
import { noticeChannel } from '../preload/channels.ts'
import type { Notice } from '../preload/contract.ts'
import { pageOrigin, pageUrl } from './app-protocol.ts'
import { systemClock } from './clock.ts'
import { flavour } from './flavour.ts'
import type { Log } from './log.ts'
import { createRevival } from './revival.ts'
import { keepSize, readSize } from './window-size.ts'

export type StationWindow = {
  window: BrowserWindow
  load: () => Promise<void>
  /** A kiosk fills the screen, and closes only when the page says so. Until it is told, the window is as it was the last time. */
  setKiosk: (on: boolean) => void
  notify: (notice: Notice) => void
  trusted: (event: IpcMainInvokeEvent) => boolean
  /** From now on the window closes when it is told to, without a question. */
  closeUnasked: () => void
  /** Closes without a question. */
  close: () => void
  focus: () => void
}

/**
 * The one window: sandboxed, isolated, without permissions, navigation or other windows. `mayClose` is asked when somebody
 * closes it; where it answers false, the page is told (`close_asked`) and decides.
 */
export const createWindow = ({
  appFolder,
  sizeFile,
  developerTools,
  mayClose,
  log,
}: {
  appFolder: string
  sizeFile: string
  developerTools: boolean
  mayClose: () => boolean
  log: Log
}): StationWindow => {
  const { maximized, kiosk: wasKiosk, ...size } = readSize(sizeFile)
  const window = new BrowserWindow({
    ...size,
    minWidth: 640,
    minHeight: 480,
    ...(wasKiosk && { kiosk: true, ...wholeScreen() }),
    show: false,
    title: flavour === 'test' ? 'TOR UNVEIL – TEST BUILD' : 'TOR UNVEIL',
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
  const page = window.webContents
  listenForKeys(page, developerTools)
  let kiosk = wasKiosk
  let closing = false
  const revival = createRevival({
    page: {
      reload: () => !window.isDestroyed() && page.reload(),
      crash: () => !window.isDestroyed() && page.forcefullyCrashRenderer(),
    },
    kiosk: () => kiosk,
    clock: systemClock(''),
    log,
  })

  // The title says which build this is; the page's own does not know.
  window.on('page-title-updated', (event) => event.preventDefault())
  page.on('will-navigate', (event) => event.url !== pageUrl && event.preventDefault())
  page.on('will-frame-navigate', (event) => event.url !== pageUrl && event.preventDefault())
  page.on('will-attach-webview', (event) => event.preventDefault())
  page.setWindowOpenHandler(() => ({ action: 'deny' }))
  page.on('render-process-gone', (_event, { reason }) => revival.gone(reason))
  window.on('unresponsive', revival.hangs)
  window.on('responsive', revival.answers)
  const notify = (notice: Notice) => {
    if (!window.isDestroyed()) page.send(noticeChannel, notice)
  }
  const keep = () => {
    try {
      // A kiosk's size is the screen's: the window's own is kept for when it is none any more.
      if (kiosk) keepSize(sizeFile, { ...size, maximized, kiosk })
      else keepSize(sizeFile, { ...window.getNormalBounds(), maximized: window.isMaximized(), kiosk })
    } catch (cause) {
      log.error('the size of the window could not be kept', cause)
    }
  }
  window.on('minimize', () => kiosk && window.restore())
  window.once('ready-to-show', () => {
    if (maximized && !kiosk) window.maximize()
    window.show()
  })
  window.on('close', (event) => {
    // A page that hangs or is gone cannot answer: then the window closes at once, if it is not a kiosk's.
    if (!closing && (kiosk || (revival.responsive() && !page.isCrashed() && !mayClose()))) {
      event.preventDefault()
      notify({ kind: 'close_asked' })
      return
    }
    keep()
  })

  return {
    window,
    load: () => window.loadURL(pageUrl),
    setKiosk: (on) => {
      if (on === kiosk || window.isDestroyed()) return
      kiosk = on
      window.setKiosk(on)
      if (on) window.setBounds(wholeScreen())
      else window.setSize(size.width, size.height)
      keep()
    },
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

/** Some sessions of a kiosk have no window manager that would make it fill the screen. */
const wholeScreen = () => screen.getPrimaryDisplay().bounds

/** Nothing that a page can ask the browser for is ever granted. */
export const denyPermissions = () => {
  session.defaultSession.setPermissionRequestHandler((_page, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
  session.defaultSession.on('will-download', (event) => event.preventDefault())
}

/** Before `ready`, or Electron makes its own first. Only macOS needs a menu, for copy and paste. */
export const leaveOutMenu = () => {
  Menu.setApplicationMenu(
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }])
      : null,
  )
}

/** The keys that browsers have for zoom and reload. */
const listenForKeys = (page: WebContents, developerTools: boolean) => {
  const zoom = (by: number) => page.setZoomLevel(Math.min(4, Math.max(-2, page.getZoomLevel() + by)))
  const keys: Record<string, () => void> = {
    '=': () => zoom(0.5),
    '+': () => zoom(0.5),
    '-': () => zoom(-0.5),
    '0': () => page.setZoomLevel(0),
    r: () => page.reload(),
    ...(developerTools && { i: () => page.toggleDevTools() }),
  }
  page.on('before-input-event', (event, { type, key, control, meta, alt }) => {
    const pressed = process.platform === 'darwin' ? meta : control
    const act = keys[key.toLowerCase()]
    if (type !== 'keyDown' || !pressed || alt || !act) return
    event.preventDefault()
    act()
  })
}
