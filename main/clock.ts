/** Wall time and uptime as one small interface, so that rules can be tested with a clock that a test moves. */
export type Clock = {
  /** Milliseconds since 1970, as the computer believes. Anybody may change it. */
  wallMs: () => number
  /** Milliseconds on a clock that never jumps and is the same for every process of this boot. */
  uptimeMs: () => number
  /** Differs after every start of the operating system; '' where it does not say. */
  boot: string
  /** Runs `task` once after `ms` of uptime; the returned function cancels it. */
  after: (ms: number, task: () => void) => () => void
}

export const systemClock = (boot: string): Clock => ({
  wallMs: () => Date.now(),
  uptimeMs: () => Math.floor(Number(process.hrtime.bigint() / 1_000_000n)),
  boot,
  after: (ms, task) => {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
})

/** No timer where there is nothing to wait for: even the shortest takes a millisecond. */
export const delay = (clock: Clock, ms: number) =>
  ms > 0 ? new Promise<void>((done) => clock.after(ms, done)) : Promise.resolve()
