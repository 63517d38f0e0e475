import { safeStorage } from 'electron'
import { Problem } from '../problem.ts'
import type { Sealer } from './key-file.ts'

/** Where unprotected keys are allowed: lets Linux without a keyring go on, with no protection. */
export const allowUnprotected = () => safeStorage.setUsePlainTextEncryption(true)

/** After `ready`. Only the synchronous calls: the asynchronous ones crash some Electron versions here. */
export const electronSealer = (): Sealer & { unprotected: boolean } => {
  const by = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : ofSystem()
  const unprotected = by === 'basic_text'
  if (!safeStorage.isEncryptionAvailable()) {
    throw new Problem('keys_unprotected', ['the operating system offers no key store to this account'])
  }
  return {
    unprotected,
    protection: { by, protects: !unprotected },
    // Linux marks what it sealed without a keyring, with a key that everybody knows, by these letters.
    weak: (sealed) =>
      process.platform === 'linux' &&
      !unprotected &&
      Buffer.from(sealed, 'base64').toString('latin1', 0, 3) === 'v10',
    seal: (text) => safeStorage.encryptString(text).toString('base64'),
    open: (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
  }
}

const ofSystem = () => (process.platform === 'win32' ? 'dpapi' : 'keychain')
