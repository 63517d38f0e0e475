import { setTimeout as wait } from 'node:timers/promises'
import { arrivals } from './arrivals.ts'
import type { Person } from './people.ts'
import { type Load, mistypedShare, typingMs } from './plan.ts'
import type { Terminal } from './terminal.ts'

/** What a load came to. Times in milliseconds. */
export type Measured = {
  sendMs: number[]
  verifyMs: number[]
  /** How late this computer was with what was due. */
  lateMs: number[]
  /** When each login was done, from the start of the load. */
  doneMs: number[]
  begun: number
  mistyped: number
  errors: Record<string, number>
}

/** Officers who come as the load says, and take a terminal that nobody uses, or the one that was taken longest ago. */
export const crowd = (terminals: Terminal[], nextOfficer: () => Person) => {
  // In the order in which they were last used; whoever signs in takes one out until he is done.
  const waiting = [...terminals]

  const login = async (measured: Measured, startedAt: number) => {
    const fail = (code: string) => {
      measured.errors[code] = (measured.errors[code] ?? 0) + 1
    }
    const timed = async <Value>(times: number[], call: () => Promise<Value>) => {
      const from = performance.now()
      const value = await call()
      times.push(performance.now() - from)
      return value
    }
    const terminal = waiting.shift()
    measured.begun += 1
    if (!terminal) return fail('no_terminal_free')
    try {
      const left = await terminal.logout()
      if (!left.ok) return fail(left.code)
      const { answer, code } = terminal.send(nextOfficer())
      const sent = await timed(measured.sendMs, () => answer)
      if (!sent.ok) return fail(sent.code)
      const { challengeId } = sent.value
      const right = await code
      await wait(typingMs.least + Math.random() * (typingMs.most - typingMs.least))
      if (Math.random() < mistypedShare) {
        measured.mistyped += 1
        const wrong = await timed(measured.verifyMs, () => terminal.verify(challengeId, otherCode(right)))
        if (wrong.ok || wrong.code !== 'wrong_otp') return fail(wrong.ok ? 'wrong_code_accepted' : wrong.code)
      }
      const verified = await timed(measured.verifyMs, () => terminal.verify(challengeId, right))
      if (!verified.ok) return fail(verified.code)
      if (!(await terminal.signedIn())) return fail('no_session')
      measured.doneMs.push(performance.now() - startedAt)
    } finally {
      waiting.push(terminal)
    }
  }

  return {
    /** Answers when all who came have signed in or been refused. */
    come: async (load: Load): Promise<Measured> => {
      const measured: Measured = {
        sendMs: [],
        verifyMs: [],
        lateMs: [],
        doneMs: [],
        begun: 0,
        mistyped: 0,
        errors: {},
      }
      const startedAt = performance.now()
      const logins = new Set<Promise<void>>()
      measured.lateMs = await arrivals(load, () => {
        const one = login(measured, startedAt).finally(() => logins.delete(one))
        logins.add(one)
      })
      await Promise.all(logins)
      return measured
    },
  }
}

const otherCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
