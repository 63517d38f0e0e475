/** A state that only a pure function moves, and those who look at it. */
export type Kept<State> = { state: () => State; subscribe: (listener: () => void) => () => void }

/** `tell` answers whether the event changed anything: a call is made only for a step that was really taken. */
export const keepState = <State, Event>({
  first,
  reduce,
}: {
  first: State
  reduce: (state: State, event: Event) => State
}): Kept<State> & { tell: (event: Event) => boolean } => {
  let state = first
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell: (event) => {
      const before = state
      state = reduce(state, event)
      if (state === before) return false
      for (const listener of listeners) listener()
      return true
    },
  }
}
