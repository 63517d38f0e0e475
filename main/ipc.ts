import { randomInt } from 'node:crypto'
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Caller, Result } from '../preload/call.ts'
import { type Channel, channels } from '../preload/channels.ts'
import { contract, type Handlers } from '../preload/contract.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { StoreUnavailable } from './store/store.ts'

export type DoorDeps = {
  ipcMain: Pick<IpcMain, 'handle'>
  /** Calls wait for them. */
  handlers: Handlers | Promise<Handlers>
  /** True for the main frame of our own window, on our own page. */
  trusted: (event: IpcMainInvokeEvent) => boolean
  /** The role of whoever is signed in at this terminal now. */
  role: () => Promise<Caller>
  clock: Clock
  callsPerSecond: number
  log: Log
}

/** The one door: every call of the window passes its frame, its rate, its caller and its input, in this order. */
export const openDoor = ({ ipcMain, handlers, trusted, role, clock, callsPerSecond, log }: DoorDeps) => {
  const tooMany = perSecond(clock, callsPerSecond)

  const pass = async (
    channel: Channel,
    event: IpcMainInvokeEvent,
    payload: unknown[],
  ): Promise<Result<unknown>> => {
    if (!trusted(event)) return { ok: false, code: 'invalid_request' }
    if (tooMany()) return { ok: false, code: 'busy' }
    const { caller, input } = contract[channel]
    if (caller !== 'nobody' && !holds(await role(), caller)) return { ok: false, code: 'not_allowed' }
    const parsed = input.safeParse(payload[0])
    if (!parsed.success || payload.length > 1 || tooLarge(parsed.data)) {
      return { ok: false, code: 'invalid_request' }
    }
    // The loop over channels loses which input belongs to which call; the contract has just checked it.
    const handler = (await handlers)[channel] as (input: unknown) => Promise<Result<unknown>>
    return handler(parsed.data)
  }

  for (const channel of channels) {
    ipcMain.handle(channel, async (event, ...payload: unknown[]): Promise<Result<unknown>> => {
      try {
        return await pass(channel, event, payload)
      } catch (cause) {
        const errorId = newErrorId()
        log.error(`${channel} failed, error ${errorId}`, cause)
        if (cause instanceof StoreUnavailable) return { ok: false, code: 'store_unavailable', errorId }
        return { ok: false, code: 'internal', errorId }
      }
    })
  }
}

const ranks: Record<Caller, number> = { nobody: 0, officer: 1, administrator: 2 }
const holds = (held: Caller, needed: Caller) => ranks[held] >= ranks[needed]

/** Measured after the contract has bounded it, so that measuring costs little. */
const tooLarge = (payload: unknown) => Buffer.byteLength(JSON.stringify(payload) ?? '') > mostBytes
const mostBytes = 4096

/** Letters only: easy to read out on the telephone, and never taken for a code by the masks of the log. */
const newErrorId = () => Array.from({ length: 6 }, () => String.fromCharCode(97 + randomInt(26))).join('')

const perSecond = (clock: Clock, most: number) => {
  let windowAt = Number.NEGATIVE_INFINITY
  let calls = 0
  return () => {
    const now = clock.uptimeMs()
    if (now - windowAt >= 1000) {
      windowAt = now
      calls = 0
    }
    calls += 1
    return calls > most
  }
}
