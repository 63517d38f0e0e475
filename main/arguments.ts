import { parseArgs } from 'node:util'

/** A piece of work asked for on the command line, instead of the window. */
export type Task =
  | { name: 'import-roster'; file: string }
  | { name: 'unlock'; loginId: string }
  | { name: 'export-jwks'; file: string; merge: boolean }
  | { name: 'set-secret'; secret: string }

export type Arguments = { task?: Task; out?: string }

const options = {
  'import-roster': { type: 'string' },
  unlock: { type: 'string' },
  'export-jwks': { type: 'string' },
  merge: { type: 'boolean' },
  'set-secret': { type: 'string' },
  out: { type: 'string' },
} as const

/**
 * The command-line switches that exist; `args` without the executable. A packaged build refuses every other one (the
 * answer is then the switch that is refused): among them are Chromium's own, which could open a debugging port.
 */
export const readArguments = (args: string[], packaged: boolean): Arguments | { refused: string } => {
  const parsed = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  if (packaged) {
    const stranger = parsed.tokens.find(
      (token) =>
        token.kind === 'positional' || (token.kind === 'option' && !allowed(token.name, token.value)),
    )
    if (stranger)
      return { refused: stranger.kind === 'option' ? stranger.rawName : 'an argument without a switch' }
  }
  const bare = Object.entries(options).find(
    ([name, { type }]) => type === 'string' && parsed.values[name] === true,
  )
  if (bare) return { refused: `--${bare[0]} without a value` }
  const value = (name: keyof typeof options) => {
    const found = parsed.values[name]
    return typeof found === 'string' ? found : undefined
  }
  const file = value('import-roster')
  const loginId = value('unlock')
  const jwks = value('export-jwks')
  const secret = value('set-secret')
  const out = value('out')
  const task: Task | undefined =
    file !== undefined
      ? { name: 'import-roster', file }
      : loginId !== undefined
        ? { name: 'unlock', loginId }
        : jwks !== undefined
          ? { name: 'export-jwks', file: jwks, merge: parsed.values.merge === true }
          : secret !== undefined
            ? { name: 'set-secret', secret }
            : undefined
  return { ...(task && { task }), ...(out !== undefined && { out }) }
}

/** Ours, and the one of Chromium's that lets a task run with no display. */
const allowed = (name: string, value: string | undefined) =>
  Object.hasOwn(options, name) || (name === 'ozone-platform' && value === 'headless')
