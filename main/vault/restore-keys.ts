import { writeWhole } from '../write-whole.ts'
import { type Contents, openText, type Recovery, readContents, sealContents } from './key-contents.ts'
import type { Sealer } from './key-file.ts'
import { createVault, type Vault } from './vault.ts'

/**
 * Makes a key file that this account's key store opens again. Where the old one is there and holds secrets under the same
 * data key, they stay: they may be newer than those of the recovery. Whether these are the right keys is for the caller to know.
 */
export const restoreKeys = ({
  file,
  sealer,
  recovery,
}: {
  file: string
  sealer: Sealer
  recovery: Recovery
}) => {
  const vault = createVault(Buffer.from(recovery.dataKey, 'base64'))
  const old = contentsUnder(vault, file)
  const restored = old
    ? { ...old, dataKey: sealer.seal(recovery.dataKey) }
    : sealContents(sealer.seal, recovery)
  writeWhole(file, JSON.stringify(restored))
}

const contentsUnder = (vault: Vault, file: string): Contents | undefined => {
  try {
    const stored = readContents(file)
    openText(vault, 'terminal', stored.terminal)
    return stored
  } catch {
    return undefined
  }
}
