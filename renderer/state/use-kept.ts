import { useState, useSyncExternalStore } from 'react'
import type { Station } from '../../preload/contract.ts'
import type { Kept } from './kept-state.ts'

/** What a room of the window is made from: the calls, and the window's clock in milliseconds. */
export type Surroundings = { station: Station; now: () => number }

export const surroundings = (): Surroundings => ({ station: window.station, now: () => performance.now() })

/** Renders again whenever the state moves. */
export const useKept = <State>({ subscribe, state }: Kept<State>): State =>
  useSyncExternalStore(subscribe, state)

/** Makes a room once for a component's whole life, and shows its state. */
export const useRoom = <State, Room extends Kept<State>>(
  make: (surroundings: Surroundings) => Room & Kept<State>,
): { state: State; room: Room } => {
  const [room] = useState(() => make(surroundings()))
  return { state: useKept(room), room }
}
