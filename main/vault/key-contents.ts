import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { createVault, type Vault } from './vault.ts'

const schema = z.strictObject({
  version: z.literal(1),
  /** Sealed by the operating system's key store for this account. */
  dataKey: z.string(),
  /** These under the data key. */
  terminal: z.string(),
  secrets: z.record(z.string(), z.string()),
})

/** What lies in the key file. */
export type Contents = z.output<typeof schema>

/** What opens the data folder of a terminal on another computer or under another key store. */
export type Recovery = {
  /** In base64. */
  dataKey: string
  terminal: { id: string; machine: string }
  secrets: Record<string, string>
}

export const terminalSchema = z.strictObject({ id: z.string(), machine: z.string() })

/** Throws for a file that is not there or holds something else. */
export const readContents = (file: string): Contents => schema.parse(JSON.parse(readFileSync(file, 'utf8')))

/** `seal`: the key store's. */
export const sealContents = (
  seal: (text: string) => string,
  { dataKey, terminal, secrets }: Recovery,
): Contents => {
  const vault = createVault(Buffer.from(dataKey, 'base64'))
  const sealed = Object.entries(secrets).map(([name, value]) => [
    name,
    sealText(vault, secretContext(name), value),
  ])
  return {
    version: 1,
    dataKey: seal(dataKey),
    terminal: sealText(vault, 'terminal', JSON.stringify(terminal)),
    secrets: Object.fromEntries(sealed),
  }
}

export const secretContext = (name: string) => `secret ${name}`

export const sealText = (vault: Vault, context: string, text: string) =>
  vault.seal('key', text, context).toString('base64')
export const openText = (vault: Vault, context: string, sealed: string) =>
  vault.open('key', Buffer.from(sealed, 'base64'), context)
