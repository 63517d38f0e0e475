import { useEffect, useRef } from 'react'
import { useWords } from '../words/language.tsx'

/** Names the screen, on the page and in the window's title. `focused` where the screen has no field to begin with. */
export const ScreenHeading = ({ text, focused = false }: { text: string; focused?: boolean }) => {
  const { say } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    document.title = say('window.title', { screen: text })
  }, [say, text])

  useEffect(() => {
    if (focused) heading.current?.focus()
  }, [focused])

  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  )
}
