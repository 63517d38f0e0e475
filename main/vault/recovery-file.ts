import { z } from 'zod'
import { type Recovery, terminalSchema } from './key-contents.ts'
import { dataKeyBytes } from './vault.ts'

/** What kind of file under a passphrase it is. */
export const recoveryKind = 'recovery'

const schema = z.strictObject({
  version: z.literal(1),
  dataKey: z.base64().refine((text) => Buffer.from(text, 'base64').length === dataKeyBytes),
  terminal: terminalSchema,
  secrets: z.record(z.string(), z.string()),
})

/** What goes under the passphrase. */
export const recoveryText = (recovery: Recovery): string => JSON.stringify({ version: 1, ...recovery })

/** `undefined` for a text that this program did not write. */
export const parseRecovery = (text: string): Recovery | undefined => {
  try {
    const { version: _, ...recovery } = schema.parse(JSON.parse(text))
    return recovery
  } catch {
    return undefined
  }
}
