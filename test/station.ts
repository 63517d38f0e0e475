import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IpcMainInvokeEvent } from 'electron'
import { onTestFinished } from 'vitest'
import { compose, openStation } from '../main/compose.ts'
import type { Configuration } from '../main/config/read-config.ts'
import { configSchema } from '../main/config/schema.ts'
import { mergeSettings, type Settings } from '../main/config/settings.ts'
import { openDoor } from '../main/ipc.ts'
import { maskedLog } from '../main/log.ts'
import { type Policy, policyFrom } from '../main/login/policy.ts'
import { importRoster } from '../main/roster/import-roster.ts'
import type { Gateway, Message } from '../main/sms/gateway.ts'
import type { Sealer } from '../main/vault/key-file.ts'
import { stationKeyName } from '../main/vault/station-key.ts'
import type { Channel } from '../preload/channels.ts'
import type { Answer, Input, Notice } from '../preload/contract.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

export const officer = { loginId: 'officer_001', mobileNumber: '9876543210' }
export const administrator = { loginId: 'admin_001', mobileNumber: '9876543211' }

const ownFrame = 1

const roster = `login_id,name,rank,station,mobile,role
officer_001,First Officer,Sub-Inspector,Harbour,9876543210,officer
officer_002,Second Officer,Constable,Harbour,9876543220,officer
admin_001,First Administrator,Inspector,Harbour,9876543211,administrator
`

/** Stands in for the operating system's key store. */
export const testSealer = (account = 'this account'): Sealer => ({
  weak: () => false,
  protection: { by: 'test', protects: true },
  seal: (text) => Buffer.from(`${account}:${text}`).toString('base64'),
  open: (sealed) => {
    const text = Buffer.from(sealed, 'base64').toString()
    if (!text.startsWith(`${account}:`)) throw new Error('sealed for another account')
    return text.slice(account.length + 1)
  },
})

/** A folder that is gone when the test is over. */
export const temporaryFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What a configuration file with these contents means. */
export const testConfiguration = (settings: Settings = {}): Configuration => {
  const under = (kit: Settings = {}): Configuration => {
    const below = mergeSettings({ sms: { gateways: ['local'] } }, kit)
    const config = configSchema.parse(mergeSettings(below, settings))
    return { config, file: '/etc/tor-unveil-login/config.json', complete: () => config, withKit: under }
  }
  return under()
}

/** What a task finds on this computer before it opens a station. */
export const testSurroundings = (settings: Settings = {}) => ({
  home: '',
  input: undefined,
  account: () => undefined,
  prepare: async () => ({
    configuration: testConfiguration(settings),
    sealer: testSealer(),
  }),
})

export type TestStation = Awaited<ReturnType<typeof createTestStation>>

/** The real rules and store behind the real door, with a clock that the test moves and an inbox for the SMS. */
export const createTestStation = async ({
  home = temporaryFolder(),
  clock = fakeClock(),
  settings = {},
  policy = {},
  gateways,
  stationKey,
  officers = roster,
}: {
  home?: string
  clock?: FakeClock
  /** The configuration file's contents. */
  settings?: Settings
  policy?: Partial<Policy>
  /** Instead of the one that fills the inbox. */
  gateways?: Gateway[]
  /** Of a store that several test stations share. */
  stationKey?: string
  /** The roster file of a new data folder; '' leaves it empty. */
  officers?: string
} = {}) => {
  const inbox: Message[] = []
  const notices: Notice[] = []
  const logged: string[] = []
  const presence = { idleForMs: 0, windowClosed: false }
  /** What a user answers who is asked for a file to read, and for one to write. */
  const answers: Partial<Record<'open' | 'save', string | Promise<string> | undefined>> = {}
  const toInbox: Gateway = {
    name: 'inbox',
    send: async (message) => {
      inbox.push(message)
      return { kind: 'accepted', reference: String(inbox.length) }
    },
  }
  const configuration = testConfiguration(settings)
  const { config } = configuration
  const log = maskedLog((level, message) => logged.push(`${level} ${message}`))
  const open = (configuration: Configuration) =>
    openStation({ configuration, home, sealer: testSealer(), clock, machine: 'this machine', log })
  if (stationKey !== undefined) {
    const { keys, store } = await open(testConfiguration())
    keys.setSecret(stationKeyName, stationKey)
    store.close()
  }
  const station = await open(configuration)
  if (station.fresh && officers !== '') {
    const { store } = station
    await importRoster({
      text: officers,
      source: 'test',
      store,
      roster: station.roster,
      progress: () => undefined,
    })
  }
  const { send, ...rest } = policyFrom(config)
  const program = await compose({
    station,
    policy: { ...rest, send: { ...send, replyFloorMs: 0 }, ...policy },
    gateways: gateways ?? [toInbox],
    idleForMs: () => presence.idleForMs,
    notify: (notice) => notices.push(notice),
    closeWindow: () => {
      presence.windowClosed = true
    },
    about: { installation: config.installation, version: '0', warnings: [], kiosk: config.kiosk },
    questions: { chooseFile: async () => answers.open, saveFile: async () => answers.save },
    childProgram: {
      file: process.execPath,
      args: [join(import.meta.dirname, 'tasks', 'runs-task.ts'), home],
      env: () => process.env,
    },
    sinceBootMs: clock.uptimeMs,
  })
  const listeners = new Map<string, (event: IpcMainInvokeEvent, ...payload: unknown[]) => unknown>()
  openDoor({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener) },
    handlers: program.handlers,
    trusted: ({ processId }) => processId === ownFrame,
    role: async () => (await program.sessions.current())?.officer.role ?? 'nobody',
    clock,
    callsPerSecond: 10_000,
    log,
  })
  /** As a page would, from any frame and with any payload. */
  const invoke = (channel: string, payload: unknown[], frame: 'own' | 'stranger' = 'own') =>
    listeners.get(channel)?.(
      { processId: frame === 'own' ? ownFrame : 0 } as IpcMainInvokeEvent,
      ...payload,
    ) as Promise<unknown>
  const call = <Name extends Channel>(
    name: Name,
    ...input: Input<Name> extends undefined ? [] : [Input<Name>]
  ) => invoke(name, input) as Promise<Answer<Name>>

  /** As an administrator suspends an officer. Answers whether he was on the roster. */
  const suspend = async (loginId: string, actor: string) => {
    const { row } = await station.store.officer(loginId)
    if (!row) return false
    const seen = { loginId, version: row.version, actor }
    return (await station.roster.setSuspended(seen, true)) === 'written'
  }
  const rooms = { ...station, roster: { ...station.roster, suspend } }
  return { ...rooms, ...program, clock, inbox, notices, logged, presence, answers, invoke, call }
}

/** What an answer holds when it is as the test expects. */
export const okValue = <Value>(answer: { ok: true; value: Value } | { ok: false; code: string }): Value => {
  if (!answer.ok) throw new Error(`the answer is ${answer.code}`)
  return answer.value
}

/** The six digits of the last SMS. */
export const lastCode = ({ inbox }: Pick<TestStation, 'inbox'>): string => {
  const code = inbox.at(-1)?.text.match(/OTP: (\d{6})/)?.[1]
  if (code === undefined) throw new Error('there is no SMS with a code')
  return code
}

/** Six digits that are not these. */
export const otherThan = (code: string, by = 1): string =>
  String((Number(code) + by) % 1_000_000).padStart(6, '0')

/** Sends and verifies as the officer does; answers the session. */
export const signIn = async (station: TestStation, who = officer) => {
  const { challengeId } = okValue(await station.call('sendOtp', who))
  return okValue(await station.call('verifyOtp', { challengeId, otp: lastCode(station) }))
}
