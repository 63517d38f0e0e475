import { useEffect } from 'react'
import type { About } from '../../preload/contract.ts'
import { useRoom } from '../state/use-kept.ts'
import { createAbout } from './about.ts'

/** The facts about this terminal, as they are now. */
export const useAbout = (): About | undefined => {
  const { state, room } = useRoom(createAbout)
  useEffect(() => {
    let stop: (() => void) | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    // Once the first screen is painted: this opens what is behind the door, and that takes a tenth of a second.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        stop = room.start()
      })
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      stop?.()
    }
  }, [room])
  return state
}
