import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/** A page that dies again and again takes no more of the computer than this. */
const mostRevivals = 5
const withinMs = 60_000

/** On top of the seconds that Chromium waits before it says so. */
const hangsForMs = 30_000

/** Brings a page back that has died, and one that hangs in a kiosk, where nobody could close its window. */
export const createRevival = ({
  page,
  kiosk,
  clock,
  log,
}: {
  page: { reload: () => void; crash: () => void }
  kiosk: () => boolean
  clock: Pick<Clock, 'uptimeMs' | 'after'>
  log: Log
}) => {
  let revivals: number[] = []
  let responsive = true
  let stopHanging = () => {}
  let stopReviving = () => {}

  const answers = () => {
    responsive = true
    stopHanging()
  }

  const revive = () => {
    answers()
    page.reload()
  }

  return {
    /** Whether the page could answer if it were asked something. */
    responsive: () => responsive,
    hangs: () => {
      responsive = false
      stopHanging()
      stopHanging = clock.after(hangsForMs, () => {
        if (!kiosk()) return
        log.warn('the page hangs and is ended')
        page.crash()
      })
    },
    answers,
    gone: (reason: string) => {
      log.warn(`the page stopped (${reason})`)
      answers()
      const now = clock.uptimeMs()
      revivals = revivals.filter((at) => now - at < withinMs)
      const [oldest = now] = revivals
      const waitMs = revivals.length < mostRevivals ? 0 : oldest + withinMs - now
      revivals.push(now + waitMs)
      // Never within the event: Chromium is still taking the page down and would end the program.
      stopReviving()
      stopReviving = clock.after(waitMs, revive)
    },
  }
}
