import { isBlank, type State } from './states.ts'

const forgetMs = 120_000

/**
 * Whoever has gone leaves his login ID and number to nobody: `forget` comes two minutes after the last `stir`, and not
 * before his code has been over for so long.
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
      if (holdsDetails(state)) timer = setTimeout(forget, codeLivesForMs(state, now()) + forgetMs)
    },
    stop,
  }
}

const holdsDetails = (state: State) =>
  state.at === 'code' || (state.at === 'credentials' && !isBlank(state.details))

const codeLivesForMs = (state: State, now: number) =>
  state.at === 'code' && !state.over ? Math.max(0, state.expiresAt - now) : 0
