import type { Role } from '../preload/call.ts'
import type { Channel } from '../preload/channels.ts'
import type { About, Handlers } from '../preload/contract.ts'
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

/**
 * Opens what is behind the door with the first call that needs it, so that the first screen is painted before. What that screen
 * asks is known until then: nobody is signed in, and what the configuration says of this terminal.
 */
export const openAtFirstCall = ({
  open,
  facts,
  changed,
}: {
  open: () => Promise<Behind>
  /** Rejects where the configuration has mistakes: then the report is the first screen. */
  facts: () => Promise<Omit<About, 'empty'>>
  /** Has the page ask for the facts again. */
  changed: () => void
}) => {
  let opening: Promise<Behind> | undefined
  const behind = () => {
    opening ??= open()
    return opening
  }
  return {
    behind,
    isOpen: () => opening !== undefined,
    handlerFor: async (channel: Channel): Promise<Handlers[Channel]> => {
      const known =
        opening === undefined && isFirst(channel) ? await facts().catch(() => undefined) : undefined
      if (!known) return (await behind()).handlers[channel]
      if (channel === 'session') return nobody
      // Behind the answer, for which the page waits.
      setImmediate(() => void behind().then(changed))
      const answer = { ok: true, value: { ...known, empty: false } } as const
      return () => answer
    },
  }
}

const nobody: Handlers['session'] = () => ({ ok: true, value: {} })

const isFirst = (channel: Channel) => channel === 'session' || channel === 'about'

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
