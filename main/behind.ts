import type { Role } from '../preload/call.ts'
import type { Handlers } from '../preload/contract.ts'
import type { Program } from './compose.ts'
import { exitConfig } from './exit-codes.ts'
import { problemHandlers } from './handlers.ts'
import type { Problem } from './problem.ts'

/** What is behind the door: the rooms, or the report of why there are none. */
export type Behind = {
  handlers: Handlers
  role: () => Promise<Role | 'nobody'>
  close: () => Promise<void>
  exitCode: number
}

export const rooms = ({ handlers, sessions, close }: Program): Behind => ({
  handlers,
  role: async () => (await sessions.current())?.officer.role ?? 'nobody',
  close,
  exitCode: 0,
})

export const report = ({
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
    close: async () => undefined,
    exitCode: exitConfig,
  }
}
