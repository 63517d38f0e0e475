import { contextBridge, ipcRenderer } from 'electron'
import { channels, noticeChannel } from './channels.ts'
import type { Notice, Station } from './contract.ts'

const calls = Object.fromEntries(
  channels.map((channel) => [channel, (input?: unknown) => ipcRenderer.invoke(channel, input)]),
)

const onNotice: Station['onNotice'] = (listener) => {
  const heard = (_event: unknown, notice: Notice) => listener(notice)
  ipcRenderer.on(noticeChannel, heard)
  return () => ipcRenderer.off(noticeChannel, heard)
}

contextBridge.exposeInMainWorld('station', { ...calls, onNotice })
