import { channels } from '../preload/channels.ts'
import type { Place } from '../preload/contract.ts'
import type { DoorDeps } from './ipc.ts'

/** Where calls come in. */
export type Doorway = DoorDeps['ipcMain']
type Way = Parameters<Doorway['handle']>[1]

/**
 * The first call opens the door and all that is behind it, and waits for it as every later one. But not for what the page asks
 * before it paints its first screen: nobody is signed in yet, so the program starts as fast as a window.
 */
export const openAtFirstCall = ({
  ipcMain,
  trusted,
  open,
}: Pick<DoorDeps, 'ipcMain' | 'trusted'> & {
  /** Puts the door there. */
  open: (ipcMain: Doorway) => Promise<void>
}) => {
  let door: Promise<Map<string, Way>> | undefined
  const openDoor = async () => {
    const ways = new Map<string, Way>()
    await open({ handle: (channel, way) => void ways.set(channel, way) })
    return ways
  }
  for (const channel of channels) {
    ipcMain.handle(channel, async (event, ...payload: unknown[]) => {
      if (!door && channel === 'session' && trusted(event)) return { ok: true, value: nobody }
      door ??= openDoor()
      return (await door).get(channel)?.(event, ...payload)
    })
  }
}

const nobody: Place = {}
