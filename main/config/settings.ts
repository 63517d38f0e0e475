import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Problem } from '../problem.ts'

/** What a configuration file says, before anything of it is believed. */
export type Settings = Record<string, unknown>

/** `undefined` for a file that does not exist. Throws a `Problem`. */
export const readSettings = (file: string): Settings | undefined => {
  const text = readText(file)
  return text === undefined ? undefined : parseSettings(file, text)
}

/** `undefined` for a file that does not exist. Throws a `Problem`. Some editors put a byte order mark first. */
export const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new Problem('configuration', [`${file}: cannot be read`], cause)
  }
}

/** `name`: what a mistake says where it is. Throws a `Problem`. */
export const parseSettings = (name: string, text: string): Settings => {
  const settings = object.safeParse(parseJson(name, text))
  if (settings.success) return settings.data
  throw new Problem('configuration', [`${name}: the whole file must be one { … } object`])
}

/** What `above` says wins; objects are put together key by key, a list is taken whole. */
export const mergeSettings = (below: Settings, above: Settings): Settings => {
  const merged = new Map(Object.entries(below))
  for (const [key, value] of Object.entries(above)) {
    const [under, over] = [object.safeParse(merged.get(key)), object.safeParse(value)]
    merged.set(key, under.success && over.success ? mergeSettings(under.data, over.data) : value)
  }
  return Object.fromEntries(merged)
}

const object = z.record(z.string(), z.unknown())

/** The parser's own sentence repeats what it read, a secret as well: only the place is taken from it. */
const parseJson = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const place = /at position \d+( \(line \d+ column \d+\))?/.exec(String(cause))?.[0]
    const why = place ?? 'a quotation mark, comma or bracket is wrong'
    throw new Problem('configuration', [`${name}: not valid JSON (${why})`])
  }
}
