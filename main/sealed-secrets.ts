import { secretSettings } from './config/secrets.ts'
import { hs256SecretBytes, hs256SecretName } from './session/tokens.ts'

/** What IT seals on a terminal, by name. */
export const sealedSecretNames: readonly string[] = [hs256SecretName, ...secretSettings]

/** Why this cannot be sealed under that name; it never repeats the value. */
export const secretMistake = (name: string, value: string): string | undefined => {
  if (!sealedSecretNames.includes(name)) {
    return `There is no secret of that name. Known: ${sealedSecretNames.join(', ')}.`
  }
  const least = name === hs256SecretName ? hs256SecretBytes : 1
  return Buffer.byteLength(value) < least || value.length > 1000 || /\p{Cc}/u.test(value)
    ? `The secret must have ${least} to 1000 bytes on one line.`
    : undefined
}
