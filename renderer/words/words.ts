import { once } from '../once.ts'
import en from './en.json' with { type: 'json' }
import ta from './ta.json' with { type: 'json' }

export type Language = 'en' | 'ta'
export type Key = keyof typeof en
/** A sentence that changes with a number: `…_one` and `…_other` are its forms. */
export type PluralKey = Key extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never
export type Values = Record<string, string | number>
export type Say = (key: Key, values?: Values) => string
export type SayCount = (key: PluralKey, count: number, values?: Values) => string

/** The sentences of a language: `say` by key, `sayCount` by key and number. */
export const wordsOf = (language: Language): { say: Say; sayCount: SayCount } => {
  const catalogue = catalogues[language]
  const plurals = once(() => new Intl.PluralRules(language))
  const say: Say = (key, values = {}) =>
    catalogue[key].replace(/\{(\w+)\}/g, (placeholder, name) => String(values[name] ?? placeholder))
  const sayCount: SayCount = (key, count, values) =>
    say(plurals().select(count) === 'one' ? `${key}_one` : `${key}_other`, { count, ...values })
  return { say, sayCount }
}

const catalogues: Record<Language, Record<Key, string>> = { en, ta }
