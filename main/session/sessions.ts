import type { Officer } from '../../preload/call.ts'
import type { Notice, Session } from '../../preload/contract.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Policy } from '../login/policy.ts'
import type { SessionEnd, SessionState, Store } from '../store/store.ts'
import { createWriteEnd } from './write-end.ts'

/** The session of this terminal, with the token that never leaves the main process. */
export type HeldSession = { id: string; officer: Officer; token: string }

export type Sessions = {
  /** Takes over a session that the store has started. */
  adopt: (held: HeldSession) => Promise<Session>
  /** The session while its row lives. Never writes. */
  current: () => Promise<Session | undefined>
  /** For what the main process does in the officer's name. */
  token: () => string | undefined
  /** The officer leaves, whatever the store says: a row that cannot be ended now is ended as soon as it can be. */
  logout: () => Promise<void>
  /** The officer says that he is there. */
  stay: () => void
}

const tickMs = 1000
/** Between two looks, however slow the store; after more than that the computer has slept. */
const awakeGapMs = 10 * tickMs

export const createSessions = ({
  clock,
  policy,
  store,
  idleForMs,
  notify,
  log,
}: {
  clock: Clock
  policy: Policy['session']
  store: Store
  /** How long nobody has touched this computer. */
  idleForMs: () => number
  notify: (notice: Notice) => void
  log: Log
}): Sessions => {
  type Live = HeldSession & {
    /** When somebody was last seen, by both clocks. */
    activeAt: { uptime: number; wall: number }
    startedAt: number
    writtenAt: number
    /** Wall time of the last look. */
    lookedAt: number
    warned: boolean
    /** The last look could not reach the store. */
    unreachable: boolean
    stop: () => void
  }
  type Over = Extract<SessionState, { kind: 'over' }>
  let live: Live | undefined
  const writeEnd = createWriteEnd({ store, clock, log })

  const forget = () => {
    live?.stop()
    live = undefined
  }

  const current = async (): Promise<Session | undefined> => {
    const held = live
    if (!held) return undefined
    const state = await store.session(held.id)
    if (live !== held || state.kind === 'over') return undefined
    const signedInForMs = Math.max(0, policy.lifeMs - state.expiresInMs)
    return { officer: held.officer, signedInForMs, expiresInMs: state.expiresInMs }
  }

  const tick = async (held: Live) => {
    // What ends without the store ends while it cannot be reached, too.
    if (leftAsleep(held)) return over(held, 'idle')
    notice(held)
    const idleMs = idleOf(held)
    if (idleMs >= policy.idleMs) return over(held, 'idle')
    if (clock.uptimeMs() - held.startedAt >= policy.lifeMs) return over(held, 'expired')
    const warn = idleMs >= policy.idleMs - policy.idleWarningMs
    if (warn !== held.warned) {
      held.warned = warn
      notify(warn ? { kind: 'idle_warning', endsInMs: policy.idleMs - idleMs } : { kind: 'active' })
    }
    const state = await store.session(held.id)
    if (live !== held) return
    if (state.kind === 'over') return found(held, state)
    if (held.activeAt.uptime - held.writtenAt >= policy.touchEveryMs) {
      held.writtenAt = held.activeAt.uptime
      await store.touch(held.id, held.activeAt.wall)
    }
  }

  const notice = (held: Live) => {
    const now = clock.uptimeMs()
    const activeAt = now - idleForMs()
    // Systems answer in whole seconds: less than that is no news.
    if (activeAt >= held.activeAt.uptime + 1000) {
      held.activeAt = { uptime: activeAt, wall: clock.wallMs() - (now - activeAt) }
    }
  }

  // Whoever wakes the computer is there, but need not be the officer who left it: his key does not count yet.
  const leftAsleep = (held: Live) => {
    const gapMs = clock.wallMs() - held.lookedAt
    held.lookedAt = clock.wallMs()
    return gapMs > awakeGapMs && idleOf(held) >= policy.idleMs
  }

  // By whichever clock says more: uptime stands still while the computer sleeps.
  const idleOf = ({ activeAt }: Live) =>
    Math.max(clock.uptimeMs() - activeAt.uptime, clock.wallMs() - activeAt.wall)

  const over = async (held: Live, reason: SessionEnd) => {
    forget()
    await writeEnd.here(held, reason)
    tell({ kind: 'over', reason })
  }

  const found = async (held: Live, state: Over) => {
    if (!state.elsewhere) return over(held, state.reason)
    forget()
    tell(state)
    await writeEnd.elsewhere(held, state.reason, state.elsewhere.place)
  }

  const tell = ({ reason, elsewhere }: Over) => {
    const own = reason === 'logout' || reason === 'restart' || reason === 'unconfirmed'
    if (own && !elsewhere) return
    notify({ kind: 'ended', reason: own ? 'expired' : reason, ...(elsewhere && { elsewhere }) })
  }

  const watch = (held: Live) => {
    const again = () => {
      held.stop = clock.after(tickMs, () => {
        tick(held)
          .then(() => {
            held.unreachable = false
          })
          .catch((cause) => {
            if (!held.unreachable) log.error('the session cannot be checked', cause)
            held.unreachable = true
          })
          .finally(() => live === held && again())
      })
    }
    again()
  }

  store.watch((sessionId) => {
    const held = live
    if (held?.id === sessionId) tick(held).catch((cause) => log.error('the session cannot be checked', cause))
  })

  return {
    adopt: async (held) => {
      forget()
      const now = clock.uptimeMs()
      const adopted: Live = {
        ...held,
        activeAt: { uptime: now, wall: clock.wallMs() },
        startedAt: now,
        writtenAt: now,
        lookedAt: clock.wallMs(),
        warned: false,
        unreachable: false,
        stop: () => undefined,
      }
      live = adopted
      watch(adopted)
      return { officer: held.officer, signedInForMs: 0, expiresInMs: policy.lifeMs }
    },
    current,
    token: () => live?.token,
    logout: async () => {
      const held = live
      forget()
      if (held) await writeEnd.here(held, 'logout')
    },
    stay: () => {
      if (live) live.activeAt = { uptime: clock.uptimeMs(), wall: clock.wallMs() }
    },
  }
}
