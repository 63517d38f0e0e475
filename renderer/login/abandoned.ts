import { isBlank, type State } from './states.ts'

const forgetMs = 120_000

/**
 * Whoever has gone leaves his login ID and number to nobody: `forget` comes two minutes after the last `stir`, and not
 * before his code, or a short wait, has been over for so long.
 */
export const watchAbandoned = ({
  place,
  now,
  forget,
}: {
  place: () => State
  now: () => number
  forget: () => void
}) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => clearTimeout(timer)
  return {
    /** Somebody did something, or the screen has changed. */
    stir: () => {
      stop()
      const state = place()
      if (holdsDetails(state)) timer = setTimeout(forget, goesOnForMs(state, now()) + forgetMs)
    },
    stop,
  }
}

const holdsDetails = (state: State) =>
  state.at === 'code' || (state.at === 'credentials' && !isBlank(state.details))

/** While a code lives, or a wait is counted that somebody may stand and watch. */
const goesOnForMs = (state: State, now: number) => {
  const codeMs = state.at === 'code' && !state.over ? state.expiresAt - now : 0
  const waitMs = ('problem' in state && state.problem?.retryAt ? state.problem.retryAt : now) - now
  return Math.max(0, codeMs, waitMs <= watchedMs ? waitMs : 0)
}
const watchedMs = 10 * 60_000
