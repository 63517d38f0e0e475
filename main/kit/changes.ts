import { secretSettings } from '../config/secrets.ts'
import type { Settings } from '../config/settings.ts'

/** A line for each setting that differs, such as `sms.language: "en" becomes "ta"`. No secret is among them. */
export const settingChanges = (before: Settings, after: Settings): string[] => {
  const [old, next] = [flat(before), flat(after)]
  return [...new Set([...old.keys(), ...next.keys()])]
    .sort()
    .filter((path) => path !== '$schema' && old.get(path) !== next.get(path))
    .map((path) => `${path}: ${shown(path, old.get(path))} becomes ${shown(path, next.get(path))}`)
}

const longest = 300

const shown = (path: string, value: string | undefined) => {
  if (value === undefined) return 'nothing'
  if (secretSettings.some((secret) => secret === path)) return 'a secret'
  return value.length > longest ? `${value.slice(0, longest)}…` : value
}

/** Each setting by its path, as JSON; a list is one setting. */
const flat = (settings: Settings, above = ''): Map<string, string> =>
  new Map(
    Object.entries(settings).flatMap(([name, value]): [string, string][] => {
      const path = `${above}${name}`
      if (isObject(value)) return [...flat(value, `${path}.`)]
      return value === undefined ? [] : [[path, JSON.stringify(value)]]
    }),
  )

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
