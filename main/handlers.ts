import type { About, GatewayState, Handlers } from '../preload/contract.ts'
import type { Administration } from './admin/administration.ts'
import type { PendingChallenges } from './login/pending.ts'
import type { Sessions } from './session/sessions.ts'

/** What each call of the window does, in terms of the rooms. */
export const createHandlers = ({
  sendOtp,
  verifyOtp,
  pending,
  sessions,
  about,
  mayClose,
  closeWindow,
  gateways,
  administration,
}: {
  sendOtp: Handlers['sendOtp']
  verifyOtp: Handlers['verifyOtp']
  pending: PendingChallenges
  sessions: Sessions
  about: () => Promise<About>
  mayClose: () => Promise<boolean>
  closeWindow: () => void
  gateways: () => GatewayState[]
  administration: Administration
}): Handlers => {
  let verifying: Promise<unknown> = Promise.resolve()
  return {
    sendOtp,
    verifyOtp: (input) => {
      const answer = Promise.resolve(verifyOtp(input))
      verifying = Promise.allSettled([verifying, answer]).then(() => undefined)
      return answer
    },
    delivery: ({ challengeId }) => ({ ok: true, value: pending.get(challengeId)?.delivery ?? 'failed' }),
    session: async () => {
      // A page that was loaded again in the middle of a try must not miss what came of it.
      await verifying
      const session = await sessions.current()
      if (session) return { ok: true, value: { session } }
      const shown = pending.shown()
      return { ok: true, value: shown ? { pending: shown } : {} }
    },
    logout: async () => {
      await sessions.logout()
      return done
    },
    stay: () => {
      sessions.stay()
      return done
    },
    closeWindow: async () => {
      if (!(await mayClose())) return { ok: false, code: 'not_allowed' }
      await sessions.logout()
      closeWindow()
      return done
    },
    about: async () => ({ ok: true, value: await about() }),
    gateways: () => ({ ok: true, value: gateways() }),
    ...administration,
  }
}

const done = { ok: true, value: null } as const

/** For a window that can only tell why the program did not start. */
export const problemHandlers = (about: About, closeWindow: () => void): Handlers => {
  const unavailable = () => ({ ok: false, code: 'store_unavailable' }) as const
  return {
    sendOtp: unavailable,
    verifyOtp: unavailable,
    delivery: unavailable,
    session: unavailable,
    logout: unavailable,
    stay: unavailable,
    closeWindow: () => {
      closeWindow()
      return done
    },
    about: () => ({ ok: true, value: about }),
    gateways: unavailable,
    findOfficers: unavailable,
    enrolOfficer: unavailable,
    editOfficer: unavailable,
    askConfirmation: unavailable,
    changeMobile: unavailable,
    setSuspended: unavailable,
    unlockOfficer: unavailable,
    makeRescueCode: unavailable,
    liveSessions: unavailable,
    endSession: unavailable,
    flags: unavailable,
    flagsSeen: unavailable,
    ledgerPage: unavailable,
    checkLedger: unavailable,
    acceptLedger: unavailable,
    exportLedger: unavailable,
    exportRoster: unavailable,
    previewRoster: unavailable,
    importRoster: unavailable,
    setUp: unavailable,
  }
}
