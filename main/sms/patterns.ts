import vm from 'node:vm'
import { z } from 'zod'

// Answers of gateways are a line or two; what is longer is a page, and says what it is at its start.
const lookedAtCharacters = 4096
// Long enough for a busy PC: an accepted message must not look unclear. Only a bad pattern ever takes that long.
const limitMs = 200

/**
 * Looks for each pattern (the source of a regular expression, upper or lower case alike) in an answer: the groups of
 * the first match, or null. Undefined where that takes longer than 200 ms together: a pattern from a configuration may
 * need years for an answer from a network, and V8 can be interrupted by a time limit of `vm` only.
 */
export const matchPatterns = (body: string, patterns: string[]): (string[] | null)[] | undefined => {
  try {
    const found: unknown = search.runInNewContext(
      { body: body.slice(0, lookedAtCharacters), patterns },
      { timeout: limitMs },
    )
    return matches.parse(JSON.parse(z.string().parse(found)))
  } catch {
    return undefined
  }
}

const search = new vm.Script(
  `JSON.stringify(patterns.map((pattern) => {
    const match = new RegExp(pattern, 'i').exec(body)
    return match && Array.from(match, (group) => group ?? '')
  }))`,
)
const matches = z.array(z.array(z.string()).nullable())

/** How many groups a pattern has; undefined where it is no regular expression. */
export const groupsOf = (pattern: string): number | undefined => {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1
  } catch {
    return undefined
  }
}
