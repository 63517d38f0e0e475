import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Language, type Say, type SayCount, wordsOf } from './words.ts'

type Spoken = { language: Language; say: Say; sayCount: SayCount; speak: (language: Language) => void }

/** Gives every screen the words of the chosen language, and remembers the choice on this computer. */
export const LanguageProvider = ({ children }: { children: ReactNode }) => {
  const [language, setLanguage] = useState(remembered)
  const words = useMemo(() => wordsOf(language), [language])

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])

  const speak = (chosen: Language) => {
    localStorage.setItem(storageKey, chosen)
    setLanguage(chosen)
  }
  return <Words value={{ language, ...words, speak }}>{children}</Words>
}

export const useWords = (): Spoken => useContext(Words)

const storageKey = 'language'

const remembered = (): Language => {
  const chosen = localStorage.getItem(storageKey)
  if (chosen === 'en' || chosen === 'ta') return chosen
  return navigator.language.startsWith('ta') ? 'ta' : 'en'
}

const Words = createContext<Spoken>({ language: 'en', ...wordsOf('en'), speak: () => {} })
