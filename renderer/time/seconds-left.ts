import { useEffect, useState } from 'react'

/** Whole seconds until `at` on the window's clock, rounded up: zero exactly when the moment has come. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000))

/** Like `secondsUntil`, and renders again at each new second; zero without a moment. */
export const useSecondsLeft = (at: number | undefined): number => {
  const [, renderAgain] = useState(0)
  useEffect(() => {
    if (at === undefined) return
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      const leftMs = at - performance.now()
      if (leftMs <= 0) return
      timer = setTimeout(
        () => {
          renderAgain(performance.now())
          wait()
        },
        // One millisecond past the boundary, or rounding would show the old second again.
        (leftMs % 1000) + 1,
      )
    }
    wait()
    return () => clearTimeout(timer)
  }, [at])
  return at === undefined ? 0 : secondsUntil(at, performance.now())
}
