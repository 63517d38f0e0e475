import { createRequire } from 'node:module'
import { setImmediate } from 'node:timers/promises'

// What the SDK requires itself, in pieces of 20 ms at most.
const parts = [
  '@smithy/core/schema',
  '@smithy/core/serde',
  '@smithy/core/protocols',
  '@smithy/core/retry',
  '@aws-sdk/core/client',
  '@aws-sdk/core/httpAuthSchemes',
  '@smithy/node-http-handler',
  '@aws-sdk/core/protocols',
  '@smithy/core/checksum',
]

/** Loads the SDK part by part, so that the window is answered in between: in one piece it takes 50 to 80 ms. */
export const loadSns = async () => {
  const ofSdk = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-sns'))
  for (const part of parts) {
    try {
      ofSdk(part)
    } catch {
      // Another version is divided in another way, and is loaded in one piece below.
    }
    await setImmediate()
  }
  return import('@aws-sdk/client-sns')
}
