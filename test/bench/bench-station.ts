import { setImmediate } from 'node:timers/promises'
import type { IpcMainInvokeEvent } from 'electron'
import { type Clock, systemClock } from '../../main/clock.ts'
import { compose, openStation, type Station } from '../../main/compose.ts'
import { configSchema } from '../../main/config/schema.ts'
import { type DoorDeps, openDoor } from '../../main/ipc.ts'
import { maskedLog } from '../../main/log.ts'
import { type Policy, policyFrom } from '../../main/login/policy.ts'
import type { Gateway } from '../../main/sms/gateway.ts'
import type { Sealer } from '../../main/vault/key-file.ts'
import { makeStationKey, stationKeyName } from '../../main/vault/station-key.ts'
import type { Channel } from '../../preload/channels.ts'
import type { Answer, Input } from '../../preload/contract.ts'

/** `redisUrl` is that of a server on this computer, whose roster and sessions are this station's alone. */
export type StationOptions = {
  dir: string
  sync: 'FULL' | 'NORMAL'
  redisUrl?: string
  /** Where a real window calls, too. */
  window?: Pick<DoorDeps, 'ipcMain' | 'trusted'>
}

export type BenchStation = Awaited<ReturnType<typeof openBenchStation>>

const log = maskedLog((level, message) => {
  if (level !== 'info') console.error(message)
})

/**
 * The real rules, store and keys of one terminal behind the real door, without Electron: a gateway that keeps the codes, no
 * floor under the time of an answer, and limits too wide to refuse.
 */
export const openBenchStation = async ({ dir, sync, redisUrl, window }: StationOptions) => {
  const redis = redisUrl !== undefined && { store: { kind: 'redis', station: 'bench', url: redisUrl } }
  const { clock, stop } = stoppable(systemClock('bench'))
  const open = (settings: Record<string, unknown>) => {
    const config = configSchema.parse({ ...settings, sms: { gateways: ['local'] } })
    const configuration = { config, file: '', complete: () => config, withKit: noKit }
    const machine = 'this machine'
    return openStation({
      configuration,
      home: dir,
      sealer: inTheClear,
      clock,
      machine,
      log,
      synchronous: sync,
    })
  }
  if (redis) {
    const { keys, store } = await open({})
    keys.setSecret(stationKeyName, makeStationKey())
    store.close()
  }
  const station = await open(redis || {})
  const gateway = keepingGateway()
  const program = await composeFor(station, gateway)

  const listeners = new Map<string, (event: IpcMainInvokeEvent, ...payload: unknown[]) => unknown>()
  const event = {} as IpcMainInvokeEvent
  openDoor({
    ipcMain: {
      handle: (channel, listener) => {
        listeners.set(channel, listener)
        window?.ipcMain.handle(channel, listener)
      },
    },
    handlers: program.handlers,
    trusted: (from) => from === event || window?.trusted(from) === true,
    role: async () => (await program.sessions.current())?.officer.role ?? 'nobody',
    clock,
    callsPerSecond: Number.POSITIVE_INFINITY,
    log,
  })
  /** As the window calls. */
  const call = <Name extends Channel>(
    name: Name,
    ...input: Input<Name> extends undefined ? [] : [Input<Name>]
  ) => listeners.get(name)?.(event, ...input) as Promise<Answer<Name>>

  /** In a turn of its own, as calls come that cross from one process to another. */
  const callInTurn = async <Name extends Channel>(
    name: Name,
    ...input: Input<Name> extends undefined ? [] : [Input<Name>]
  ) => {
    await setImmediate()
    return call(name, ...input)
  }

  return {
    station,
    call,
    callInTurn,
    codeFor: gateway.codeFor,
    token: program.sessions.token,
    close: async () => {
      stop()
      await program.close()
    },
  }
}

/** The program ends by leaving; here what it would still do later must end with it. */
const stoppable = (system: Clock) => {
  let stopped = false
  const clock: Clock = {
    ...system,
    after: (ms, task) => {
      const timer = setTimeout(() => !stopped && task(), ms).unref()
      return () => clearTimeout(timer)
    },
  }
  const stop = () => {
    stopped = true
  }
  return { clock, stop }
}

const composeFor = (station: Station, gateway: Gateway) =>
  compose({
    station,
    policy: widePolicy(policyFrom(station.config)),
    gateways: [gateway],
    idleForMs: () => 0,
    notify: () => undefined,
    closeWindow: () => undefined,
    about: { installation: station.config.installation, version: '0', warnings: [], kiosk: false },
    questions: { chooseFile: async () => undefined, saveFile: async () => undefined },
    childProgram: { file: process.execPath, args: [], env: () => ({}) },
  })

const wide = { most: 1_000_000_000, perMs: 1 }

const widePolicy = (policy: Policy): Policy => ({
  ...policy,
  lock: { ...policy.lock, afterWrong: wide.most, wrongPerDay: wide.most },
  send: {
    ...policy.send,
    firstWaitMs: 0,
    longestWaitMs: 0,
    perAccount: wide,
    unverifiedPerTerminal: wide,
    allPerTerminal: wide,
    replyFloorMs: 0,
  },
})

/** A benchmark measures no key store of an operating system. */
const inTheClear: Sealer = {
  protection: { by: 'nothing', protects: false },
  weak: () => false,
  seal: (text) => text,
  open: (sealed) => sealed,
}

const noKit = () => {
  throw new Error('a benchmark takes no kits')
}

/** Accepts at once, and hands each code to whoever asks for the newest one of a number. */
const keepingGateway = () => {
  const codes = new Map<string, string>()
  const waiting = new Map<string, (code: string) => void>()
  const gateway: Gateway = {
    name: 'bench',
    send: async ({ to, text }) => {
      const code = text.match(/OTP: (\d{6})/)?.[1] ?? ''
      const hear = waiting.get(to)
      if (hear) hear(code)
      else codes.set(to, code)
      waiting.delete(to)
      return { kind: 'accepted', reference: 'bench' }
    },
  }
  const codeFor = async (mobileNumber: string) => {
    const to = `+91${mobileNumber}`
    const code = codes.get(to)
    codes.delete(to)
    return code ?? new Promise<string>((hear) => waiting.set(to, hear))
  }
  return { ...gateway, codeFor }
}
