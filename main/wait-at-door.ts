import { channels } from '../preload/channels.ts'
import type { DoorDeps } from './ipc.ts'

type Doorway = DoorDeps['ipcMain']
type Way = Parameters<Doorway['handle']>[1]

/** For a page that is faster than its door: every call waits until that is open. */
export const waitAtDoor = (ipcMain: Doorway, door: Promise<(ipcMain: Doorway) => void>) => {
  const open = door.then((openDoor) => {
    const ways = new Map<string, Way>()
    openDoor({ handle: (channel, way) => void ways.set(channel, way) })
    return ways
  })
  for (const channel of channels) {
    ipcMain.handle(channel, async (event, ...payload: unknown[]) =>
      (await open).get(channel)?.(event, ...payload),
    )
  }
}
