import type { Load } from './plan.ts'

/**
 * Calls `arrive` as often as the load says, each time at a moment of its own, whatever became of those before. Answers how
 * late each call came, in milliseconds: what a busy computer adds before anything is measured.
 */
export const arrivals = ({ perSecond, seconds }: Load, arrive: () => void): Promise<number[]> =>
  new Promise((over) => {
    const startedAt = performance.now()
    const late: number[] = []
    // Between arrivals that know nothing of each other lies an exponentially distributed time.
    const pauseMs = () => (-Math.log(1 - Math.random()) / perSecond) * 1000
    let dueAt = pauseMs()
    const next = () => {
      const now = performance.now() - startedAt
      for (; dueAt <= now && dueAt < seconds * 1000; dueAt += pauseMs()) {
        late.push(now - dueAt)
        arrive()
      }
      if (dueAt >= seconds * 1000 && now >= seconds * 1000) over(late)
      else setTimeout(next, Math.min(dueAt, seconds * 1000) - now)
    }
    next()
  })
