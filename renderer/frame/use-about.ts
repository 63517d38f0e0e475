import { useEffect, useState } from 'react'
import type { About } from '../../preload/contract.ts'
import { answerOf } from '../station.ts'

const askAgainMs = 2000

/** The facts about this terminal; asked for until they are known, because its warnings must not be missed. */
export const useAbout = (): About | undefined => {
  const [about, setAbout] = useState<About>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let wanted = true
    const ask = async () => {
      const answer = await answerOf(window.station.about())
      if (!wanted) return
      if (answer.ok) setAbout(answer.value)
      else timer = setTimeout(ask, askAgainMs)
    }
    void ask()
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [])
  return about
}
