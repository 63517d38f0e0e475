import { type Clock, systemClock } from '../main/clock.ts'

/** A clock that moves only when a test moves it; wall time and uptime each on their own. */
export type FakeClock = Clock & {
  /** Time passes on both clocks; what is due happens in its order, with all that follows from it. */
  pass: (ms: number) => Promise<void>
  /** Somebody turns the wall clock. */
  turn: (ms: number) => void
  /** The computer was off and starts again: another boot, uptime from nought. Timers are gone. */
  reboot: (offForMs: number) => void
}

export const fakeClock = (): FakeClock => {
  let wall = Date.UTC(2026, 0, 15, 9, 0, 0)
  let uptime = 5_000_000
  let boots = 1
  let timers: { at: number; task: () => void }[] = []
  const clock: FakeClock = {
    wallMs: () => wall,
    uptimeMs: () => uptime,
    boot: 'boot-1',
    after: (ms, task) => {
      const timer = { at: uptime + Math.max(0, ms), task }
      if (ms <= 0) setImmediate(task)
      else timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    pass: async (ms) => {
      const until = uptime + ms
      await settled()
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        wall += next.at - uptime
        uptime = next.at
        next.task()
        await settled()
      }
      wall += until - uptime
      uptime = until
    },
    turn: (ms) => {
      wall += ms
    },
    reboot: (offForMs) => {
      wall += offForMs
      uptime = 20_000
      boots += 1
      clock.boot = `boot-${boots}`
      timers = []
    },
  }
  return clock
}

/** A clock that nobody moves, for stores that have one of their own. */
export const realClock = (): FakeClock => ({
  ...systemClock('boot-1'),
  pass: (ms) => new Promise((done) => setTimeout(done, ms)),
  turn: () => undefined,
  reboot: () => undefined,
})

/** Lets everything that waits for nothing but its turn have it. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
}
