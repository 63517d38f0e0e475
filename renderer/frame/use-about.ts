import { useEffect, useState } from 'react'
import type { About } from '../../preload/contract.ts'
import { answerOf } from '../station.ts'

const askAgainMs = 2000

/**
 * The facts about this terminal; asked for until they are known, because its warnings must not be missed, and again when
 * the main process says that they have changed.
 */
export const useAbout = (): About | undefined => {
  const [about, setAbout] = useState<About>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = 0
    const ask = async () => {
      clearTimeout(timer)
      asked += 1
      const turn = asked
      const answer = await answerOf(window.station.about())
      if (turn !== asked) return
      if (answer.ok) setAbout(answer.value)
      else timer = setTimeout(ask, askAgainMs)
    }
    const deafen = window.station.onNotice(({ kind }) => {
      if (kind === 'about_changed') void ask()
    })
    // Once the first screen is painted: this opens what is behind the door, and that takes a tenth of a second.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(ask)
    })
    return () => {
      asked = -1
      deafen()
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
  return about
}
