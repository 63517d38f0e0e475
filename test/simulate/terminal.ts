import { compose, type Station } from '../../main/compose.ts'
import { policyFrom } from '../../main/login/policy.ts'
import type { Gateway } from '../../main/sms/gateway.ts'
import { StoreUnavailable } from '../../main/store/store.ts'
import type { Person } from './people.ts'

export type Terminal = Awaited<ReturnType<typeof createTerminal>>

/** The real rules without a window; its gateway hands each code to whoever waits at the desk. */
export const createTerminal = async (station: Station) => {
  let heard: (code: string) => void = () => undefined
  const gateway: Gateway = {
    name: 'desk',
    send: async ({ text }) => {
      heard(/OTP: (\d{6})/.exec(text)?.[1] ?? '')
      return { kind: 'accepted', reference: 'desk' }
    },
  }
  const { send, ...rest } = policyFrom(station.config)
  const { handlers, close } = await compose({
    station,
    // The floor would hide what the program takes.
    policy: { ...rest, send: { ...send, replyFloorMs: 0 } },
    gateways: [gateway],
    idleForMs: () => 0,
    notify: () => undefined,
    closeWindow: () => undefined,
    about: { installation: station.config.installation, version: '0', warnings: [], kiosk: false },
    questions: { chooseFile: async () => undefined, saveFile: async () => undefined },
    childProgram: { file: process.execPath, args: [], env: () => ({}) },
  })
  return {
    /** The answer, and the code once it is there. */
    send: (who: Person) => {
      const code = new Promise<string>((hear) => {
        heard = hear
      })
      return { answer: caught(() => handlers.sendOtp(who)), code }
    },
    verify: (challengeId: string, otp: string) => caught(() => handlers.verifyOtp({ challengeId, otp })),
    signedIn: async () => {
      const answer = await caught(() => handlers.session(undefined))
      return answer.ok && answer.value.session !== undefined
    },
    logout: () => caught(() => handlers.logout(undefined)),
    close,
  }
}

/** As the door answers what nobody foresaw. */
const caught = async <Answer>(call: () => Answer | Promise<Answer>) => {
  try {
    return await call()
  } catch (cause) {
    const code: 'store_unavailable' | 'internal' =
      cause instanceof StoreUnavailable ? 'store_unavailable' : 'internal'
    return { ok: false as const, code }
  }
}
