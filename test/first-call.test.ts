import type { IpcMainInvokeEvent } from 'electron'
import { expect, test } from 'vitest'
import { openAtFirstCall } from '../main/first-call.ts'
import { channels } from '../preload/channels.ts'

type Way = (event: IpcMainInvokeEvent, ...payload: unknown[]) => unknown

const our = { processId: 1 } as IpcMainInvokeEvent
const foreign = { processId: 2 } as IpcMainInvokeEvent

/** A door that opens when the test says so, and answers each call with what it was given. */
const createDoorway = () => {
  const ways = new Map<string, Way>()
  const { promise, resolve: ready } = Promise.withResolvers<void>()
  const opened: number[] = []
  openAtFirstCall({
    ipcMain: { handle: (channel, way) => void ways.set(channel, way) },
    trusted: ({ processId }) => processId === 1,
    open: async (ipcMain) => {
      opened.push(opened.length)
      await promise
      for (const channel of channels)
        ipcMain.handle(channel, async (_event, ...payload) => [channel, ...payload])
    },
  })
  const call = async (channel: string, event = our, ...payload: unknown[]) =>
    ways.get(channel)?.(event, ...payload)
  return { call, ready, opened }
}

test('the page learns at once that nobody is signed in yet, and that opens nothing', async () => {
  const { call, opened } = createDoorway()
  expect(await call('session')).toEqual({ ok: true, value: {} })
  expect(opened).toEqual([])
})

test('the first other call opens the door, once; it and all later ones go through it, with all that they bring', async () => {
  const { call, ready, opened } = createDoorway()
  const answers = [call('sendOtp', our, 'typed', 'more'), call('session'), call('about')]
  ready()
  expect(await Promise.all(answers)).toEqual([['sendOtp', 'typed', 'more'], ['session'], ['about']])
  expect(opened).toEqual([0])
})

test('whoever is not our page is answered by the door alone', async () => {
  const { call, ready } = createDoorway()
  ready()
  expect(await call('session', foreign)).toEqual(['session'])
})
