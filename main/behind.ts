import type { Role } from '../preload/call.ts'
import type { About, Handlers } from '../preload/contract.ts'
import { checkStation } from './check-station.ts'
import { type Clock, systemClock } from './clock.ts'
import { compose, type Program } from './compose.ts'
import { createGateways } from './compose-gateways.ts'
import type { Config } from './config/schema.ts'
import { exitConfig } from './exit-codes.ts'
import { problemHandlers } from './handlers.ts'
import { type DoorDeps, openDoor } from './ipc.ts'
import { inboxFolder } from './kit/inbox.ts'
import { machineId } from './machine.ts'
import { type Prepared, prepare, type Surroundings } from './prepare.ts'
import type { Problem } from './problem.ts'
import { start } from './start.ts'
import type { Sealer } from './vault/key-file.ts'
import type { StationWindow } from './window.ts'

/** What is behind the door: the rooms, or the report of why there are none. */
export type Behind = {
  handlers: Handlers
  role: () => Promise<Role | 'nobody'>
  signedIn: () => boolean
  close: () => Promise<void>
  exitCode: number
}

type BehindDeps = {
  ipcMain: DoorDeps['ipcMain']
  surroundings: Surroundings
  sealerFor: (config: Config) => Promise<Sealer>
  window: Pick<StationWindow, 'trusted' | 'setKiosk' | 'notify' | 'close'>
  idleForMs: (clock: Clock) => () => number
  about: (config: Config) => Omit<About, 'empty'>
  /** Writes down why there are no rooms. */
  reported: (cause: unknown) => Problem
  version: string
} & Pick<Parameters<typeof compose>[0], 'questions' | 'childProgram'>

/**
 * Puts the door there, and opens what is behind it. Imported once the first screen is painted; whatever it needs comes with it, because each
 * file costs a millisecond or two.
 */
export const openBehind = (deps: BehindDeps): Promise<Behind> => {
  const { ipcMain, surroundings, sealerFor, window, reported, version } = deps
  const prepared = prepare(surroundings, sealerFor)
  // What is wrong is told by the report.
  prepared.then(({ configuration }) => window.setKiosk(configuration.config.kiosk)).catch(() => undefined)
  const behind = prepared
    .then((prepared) => openRooms(deps, prepared))
    .then(rooms, (cause) => report({ problem: reported(cause), version, close: window.close }))
  openDoor({
    ipcMain,
    handlers: behind.then(({ handlers }) => handlers),
    trusted: window.trusted,
    role: async () => (await behind).role(),
    clock: systemClock(''),
    callsPerSecond: 100,
    log: surroundings.log,
  })
  return behind
}

const openRooms = async (
  { surroundings, window, idleForMs, about, questions, childProgram }: BehindDeps,
  prepared: Prepared,
): Promise<Program> => {
  const { development, home, log } = surroundings
  const inbox = inboxFolder(development, home)
  const opened = await start({ ...surroundings, machine: machineId() }, prepared, inbox)
  if (opened.kitTrouble) throw opened.kitTrouble
  const { config, warnings } = checkStation(opened, development)
  for (const warning of warnings) log.warn(warning)
  // A kit that this start has applied may say otherwise than what was known before.
  window.setKiosk(config.kiosk)
  return compose({
    station: { ...opened, config },
    gateways: createGateways(config, development),
    idleForMs: idleForMs(opened.clock),
    notify: window.notify,
    closeWindow: window.close,
    about: about(config),
    questions,
    childProgram,
  })
}

const rooms = ({ handlers, sessions, close }: Program): Behind => ({
  handlers,
  role: async () => (await sessions.current())?.officer.role ?? 'nobody',
  signedIn: () => sessions.token() !== undefined,
  close,
  exitCode: 0,
})

const report = ({
  problem: { code, details },
  version,
  close,
}: {
  problem: Problem
  version: string
  /** Closes the window. */
  close: () => void
}): Behind => {
  const facts = { installation: '', version, warnings: [], kiosk: false, empty: false }
  return {
    handlers: problemHandlers({ ...facts, problem: { code, details } }, close),
    role: async () => 'nobody',
    signedIn: () => false,
    close: async () => undefined,
    exitCode: exitConfig,
  }
}
