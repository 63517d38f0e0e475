import { z } from 'zod'
import { kitKeyOf } from '../kit/signing.ts'
import { aws, https, network, twilio, vonage } from '../sms/settings.ts'
import { templates } from '../sms/template-settings.ts'
import { store } from '../store/settings.ts'

// The description of a key is the hint that a mistake in it gets.

const text = (most: number) => z.string().trim().min(1).max(most)

const otp = z
  .strictObject({
    lifeSeconds: z.int().min(60).max(600).default(120).describe('how long a code lives, 60 to 600 seconds'),
    resendWaitSeconds: z
      .int()
      .min(1)
      .max(300)
      .default(30)
      .describe(
        'the wait before a second code, 1 to 300 seconds; it doubles with every code that nobody used',
      ),
    dailySends: z
      .int()
      .min(100)
      .max(1_000_000)
      .optional()
      .describe(
        'the most codes that this installation sends in 24 hours, 100 to 1000000; left out: no such limit',
      ),
  })
  .describe('an object with lifeSeconds, resendWaitSeconds, dailySends')

const session = z
  .strictObject({
    idleMinutes: z
      .int()
      .min(2)
      .max(60)
      .default(15)
      .describe('minutes without anybody at the computer that end a session, 2 to 60'),
  })
  .describe('an object with idleMinutes')

const token = z
  .strictObject({
    algorithm: z
      .enum(['ES256', 'HS256'])
      .default('ES256')
      .describe(
        '"ES256" (a key pair made on this terminal), or "HS256" where a back end needs a shared secret',
      ),
    audience: text(200)
      .default('tor-unveil')
      .describe('the "aud" of every token: the system that the token is meant for'),
  })
  .describe('an object with algorithm, audience')

const sms = z
  .strictObject({
    language: z.enum(['en', 'ta']).default('en').describe('the language of the SMS: "en" or "ta"'),
    gateways: z
      .array(z.enum(['local', 'twilio', 'aws', 'vonage', 'https']))
      .min(1)
      .refine((names) => new Set(names).size === names.length, 'one of them stands there twice')
      // None is told where all that is lacking is told: until then a kit may bring them.
      .default([])
      .describe(
        'the SMS gateways in the order in which they are tried, such as ["https", "aws"]: https, aws, vonage, twilio; "local" prints the message on this computer',
      ),
    allowLocal: z
      .boolean()
      .default(false)
      .describe('true: an installed program may print codes on this computer, as for a training'),
    templates: templates.prefault({}),
    twilio: twilio.prefault({}),
    aws: aws.prefault({}),
    vonage: vonage.prefault({}),
    https: https.optional(),
  })
  .describe('an object with language, gateways, allowLocal, templates, twilio, aws, vonage, https')

const keys = z
  .strictObject({
    allowUnprotected: z
      .boolean()
      .default(false)
      .describe('true: run on Linux without a keyring, with keys that anybody with this disk can open'),
  })
  .describe('an object with allowUnprotected')

const ledger = z
  .strictObject({
    retentionDays: z
      .int()
      .min(180)
      .max(3650)
      .default(365)
      .describe(
        'days for which the ledger keeps an entry, 180 (what CERT-In asks of logs) to 3650; older ones are removed',
      ),
  })
  .describe('an object with retentionDays')

const kit = z
  .strictObject({
    publicKey: text(200)
      .refine((value) => kitKeyOf(value) !== undefined, 'not a public key that --export-kit-key wrote')
      .optional()
      .describe('the public key of the kits that this terminal takes: the line that --export-kit-key writes'),
  })
  .describe('an object with publicKey')

/** Every setting with its bounds and defaults. No key switches a limit off. */
export const configSchema = z.strictObject({
  $schema: text(1000).optional().describe('where an editor finds the JSON Schema of this file'),
  installation: text(64)
    .regex(/^[\p{L}\p{M}\p{N} ._-]+$/u)
    .default('TOR UNVEIL')
    .describe('the name of the installation, shown on the screen and written into every token as "iss"'),
  otp: otp.prefault({}),
  session: session.prefault({}),
  token: token.prefault({}),
  sms: sms.prefault({}),
  network: network.prefault({}),
  store: store.prefault({ kind: 'sqlite' }),
  ledger: ledger.prefault({}),
  keys: keys.prefault({}),
  account: text(256)
    .optional()
    .describe("the only account of the operating system that may run the program here: the terminal's own"),
  kit: kit.prefault({}),
  kiosk: z
    .boolean()
    .default(false)
    .describe('true: the window fills the screen, and only a signed-in administrator can close it'),
  startAtLogin: z
    .boolean()
    .default(false)
    .describe('true: the program starts when an account signs in to the operating system'),
})

/** What concerns one machine and how far its keys are protected: no kit says it. */
export const machineSettings = ['account', 'kit', 'keys'] as const

export type Config = z.output<typeof configSchema>
