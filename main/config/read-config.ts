import { parseEnv } from 'node:util'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { settingsByName } from './environment.ts'
import { type Config, configSchema } from './schema.ts'
import { secretsIn, withSecrets } from './secrets.ts'
import { mergeSettings, readSettings, readText, type Settings } from './settings.ts'

export type Configuration = {
  config: Config
  /** The same with the secrets that lie in the key file. */
  complete: (secretOf: (name: string) => string | undefined) => Config
  /** What this machine's file means with the settings of another kit, or of none. Throws a `Problem`. */
  withKit: (kit: Settings | undefined) => Configuration
}

/**
 * Reads the configuration: defaults, then the kit, then `file`, then the environment (`envFile` first, where there is one).
 * Throws one `Problem` that names every mistake with its path and a hint. A file that does not exist is no mistake,
 * unless somebody named it (`required`). In `development` the file may hold secrets, and codes are printed by default.
 */
export const readConfig = ({
  file,
  required,
  development,
  envFile,
  environment,
  kit = () => undefined,
}: {
  file: string
  required: boolean
  development: boolean
  envFile?: string
  environment: NodeJS.ProcessEnv
  /** The settings of the installed kit, if its signature is that of the key that the file names. */
  kit?: (publicKey: string | undefined) => Settings | undefined
}): Configuration => {
  const own = readSettings(file)
  if (!own && required) throw new Problem('configuration', [`${file}: there is no such file`])
  const secrets = development || !own ? [] : secretsIn(own)
  const variables = {
    ...(envFile === undefined ? {} : parseEnv(readText(envFile) ?? '')),
    ...environment,
  }
  const under = (kit: Settings | undefined): Configuration => {
    const settings = mergeSettings(kit ?? {}, own ?? {})
    for (const [name, path] of Object.entries(settingsByName)) {
      const value = variables[name]
      if (value) place(settings, path, value)
    }
    const sms = z.record(z.string(), z.unknown()).safeParse(settings.sms ?? {})
    if (sms.success) settings.sms = { ...(development && { gateways: ['local'] }), ...sms.data }
    const parse = (all: Settings) => {
      const parsed = configSchema.safeParse(all)
      if (parsed.success && secrets.length === 0) return parsed.data
      throw new Problem('configuration', [
        kit ? `${file}, and the installed kit` : file,
        ...secrets.map(
          (path) =>
            `${path}: a secret does not belong in this file. Take it out, then seal it with --set-secret ${path}`,
        ),
        ...(parsed.error?.issues ?? []).map((issue) => mistake(issue, variables)),
      ])
    }
    return {
      config: parse(settings),
      complete: (secretOf) => parse(withSecrets(settings, secretOf)),
      withKit: under,
    }
  }
  return under(kit(kitKeyIn(own)))
}

/** A key that cannot be one is reported with the whole file. */
const kitKeyIn = (own: Settings | undefined) =>
  z.object({ kit: z.object({ publicKey: z.string() }) }).safeParse(own).data?.kit.publicKey

const place = (
  settings: Record<string, unknown>,
  [section, provider, key]: [string, string, string],
  value: string,
) => {
  const object = (parent: Record<string, unknown>, name: string) => {
    const found = z.record(z.string(), z.unknown()).safeParse(parent[name])
    // What stands there and is no object stays, so that the schema reports it.
    if (!found.success && parent[name] !== undefined) return {}
    const child = found.success ? found.data : {}
    parent[name] = child
    return child
  }
  object(object(settings, section), provider)[key] = value
}

const mistake = (issue: z.core.$ZodIssue, variables: NodeJS.ProcessEnv): string => {
  const path = issue.path.join('.')
  const name = Object.keys(settingsByName).find(
    (known) => settingsByName[known]?.join('.') === path && variables[known],
  )
  const hint = hintAt(configSchema, issue.path)
  return `${path || 'the file'}${name ? ` (from ${name})` : ''}: ${issue.message}${hint ? `. Expected: ${hint}` : ''}`
}

/** The description of the innermost key on the way to the mistake that has one. */
const hintAt = (schema: z.core.$ZodType, path: PropertyKey[]): string | undefined => {
  const inner = unwrap(schema)
  const own = z.globalRegistry.get(schema)?.description ?? z.globalRegistry.get(inner)?.description
  const [key, ...rest] = path
  const child = typeof key === 'string' ? childOf(inner, key) : undefined
  return (child ? hintAt(child, rest) : undefined) ?? own
}

const childOf = (schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined => {
  if (schema instanceof z.ZodObject) return schema.shape[key]
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined
  return schema.options.map((option) => childOf(option, key)).find(Boolean)
}

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrap(schema.def.innerType)
    : schema
