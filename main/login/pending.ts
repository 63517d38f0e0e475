import type { Challenge, Officer } from '../../preload/call.ts'
import type { Delivery, Place } from '../../preload/contract.ts'
import type { Clock } from '../clock.ts'
import type { Identity } from './identity.ts'

/** A challenge that this terminal opened, while it can matter. Kept in memory: a restart voids it anyway. */
export type Pending = {
  challengeId: string
  /** A code that confirms who an administrator is signs nobody in, and has no screen of its own. */
  purpose: 'sign_in' | 'confirmation'
  /** The code is one that an administrator made; no SMS goes out. */
  rescue: boolean
  identity: Identity
  /** For the ledger: the login ID, masked where it is not on the roster. */
  name: string
  /** Of the code. */
  digest: Buffer
  /** With the MAC of the row that was read; left out for a decoy. */
  officer?: Officer & { mac: Buffer }
  tag: string
  typed: { loginId: string; mobileNumber: string }
  maskedNumber: string
  /** Uptime in milliseconds. */
  expiresAt: number
  resendAt: number
  delivery: Delivery
  /** What the gateways said, for the ledger, once it is known. */
  handover?: string
  /** No try can succeed any more. */
  over: boolean
}

export type PendingChallenges = {
  add: (pending: Pending) => void
  get: (challengeId: string) => Pending | undefined
  /** The tag that was made last. */
  lastTag: () => string | undefined
  /** What the code screen shows, while its code could live. */
  shown: () => Place['pending']
  /** The officer is signed in: no code screen any more. */
  clear: () => void
}

/** An officer who types the code of an older SMS is told so as long as its challenge is remembered. */
const rememberMs = 60 * 60 * 1000

export const createPending = (clock: Clock): PendingChallenges => {
  const known = new Map<string, Pending>()
  let shownId: string | undefined
  let lastTag: string | undefined
  const shown = () => (shownId === undefined ? undefined : known.get(shownId))
  return {
    add: (pending) => {
      for (const [id, { expiresAt }] of known) {
        if (clock.uptimeMs() - expiresAt < rememberMs) break
        known.delete(id)
      }
      // As in the store: a newer code of login ID and number ends the older ones.
      for (const other of known.values()) if (isSame(other.identity, pending.identity)) other.over = true
      known.set(pending.challengeId, pending)
      lastTag = pending.tag
      if (pending.purpose === 'sign_in') shownId = pending.challengeId
    },
    get: (challengeId) => known.get(challengeId),
    lastTag: () => lastTag,
    shown: () => {
      const pending = shown()
      if (!pending || clock.uptimeMs() >= pending.expiresAt) return undefined
      return { ...challengeOf(pending, clock.uptimeMs()), ...pending.typed }
    },
    clear: () => {
      shownId = undefined
    },
  }
}

/** The challenge as the window sees it, in durations from now. */
export const challengeOf = (pending: Pending, now: number): Challenge => ({
  challengeId: pending.challengeId,
  tag: pending.tag,
  expiresInMs: pending.over ? 0 : Math.max(0, pending.expiresAt - now),
  resendInMs: Math.max(0, pending.resendAt - now),
  maskedNumber: pending.maskedNumber,
})

const isSame = (one: Identity, other: Identity) =>
  one.loginId === other.loginId && one.number === other.number
