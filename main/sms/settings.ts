import { z } from 'zod'
import { isAllowedUrl, isProxyAddress } from './exchange.ts'
import { headerPlaceholders, placeholders, placeholdersIn } from './fields.ts'
import { reasons } from './gateway.ts'
import { groupsOf } from './patterns.ts'

// The description of a key is the hint that a mistake in it gets.

const text = (most: number) => z.string().trim().min(1).max(most)
const secret = text(512).regex(/^[^\p{Cc}]+$/u)
const header = z.string().regex(/^[A-Za-z0-9]{3,11}$/)
// Whether http to this computer is good depends on the program, not on the file: the transport decides.
const isAddress = (value: string) => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return isAllowedUrl(url, true) && url.username === '' && url.password === ''
}
const address = text(2000).refine(isAddress, 'not an https:// address, or one with a password in it')
// The provider's own paths follow it: one that is written here would be lost without a word.
const base = address.refine(
  (value) => !URL.canParse(value) || new URL(value).href === `${new URL(value).origin}/`,
  'an address with a path: https:// and the name of the server alone',
)

export const twilio = z
  .strictObject({
    accountSid: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/i)
      .optional()
      .describe('the account SID of the Twilio console: AC and 32 hexadecimal digits'),
    authToken: secret.optional().describe('the auth token of the Twilio console'),
    from: z
      .string()
      .regex(/^(\+[1-9]\d{6,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{3,11})$/)
      .optional()
      .describe(
        'the sending number with + and country code, such as +15005550006, or the sender name that Twilio registered for India',
      ),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/i)
      .optional()
      .describe('instead of from: a messaging service of Twilio, MG and 32 hexadecimal digits'),
    baseUrl: base.optional().describe('another address of the Twilio API, such as a regional one'),
  })
  .describe('an object with accountSid, authToken, from or messagingServiceSid, baseUrl')

export const aws = z
  .strictObject({
    accessKeyId: z
      .string()
      .regex(/^[A-Z0-9]{16,128}$/)
      .optional()
      .describe('the access key id of the AWS account: capital letters and digits'),
    secretAccessKey: secret.optional().describe('the secret access key that belongs to accessKeyId'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
      .default('ap-south-1')
      .describe('an AWS region, such as ap-south-1 (Mumbai) or ap-south-2 (Hyderabad)'),
    senderId: header.optional().describe('the DLT header, where it is not the one of the template'),
    baseUrl: base.optional().describe('another address of Amazon SNS, such as a private endpoint'),
  })
  .describe('an object with accessKeyId, secretAccessKey, region, senderId, baseUrl')

export const vonage = z
  .strictObject({
    apiKey: z
      .string()
      .regex(/^[0-9a-zA-Z]{4,64}$/)
      .optional()
      .describe('the API key of the Vonage dashboard: letters and digits'),
    apiSecret: secret.optional().describe('the API secret of the Vonage dashboard'),
    from: header.optional().describe('the DLT header, where it is not the one of the template'),
    baseUrl: base.optional().describe('another address of the SMS API of Vonage'),
    reportsUrl: base.optional().describe('another address of the Reports API of Vonage'),
  })
  .describe('an object with apiKey, apiSecret, from, baseUrl, reportsUrl')

const known = Object.keys(placeholders)
const list = (names: string[]) => names.map((name) => `{${name}}`).join(' ')
const only = (names: string[]) => (value: string) =>
  placeholdersIn(value).every((name) => names.includes(name))

const pattern = text(500).refine((source) => groupsOf(source) !== undefined, 'not a regular expression')
// These are the transport's own.
const headerName = z
  .string()
  .regex(/^(?!(?:host|connection|content-length|content-type|transfer-encoding)$)[\w-]{1,64}$/i)

export const https = z
  .strictObject({
    url: address.describe('the address of the gateway, https://…, without its fields'),
    method: z
      .enum(['GET', 'POST'])
      .default('POST')
      .describe('"POST", or "GET": then the fields become part of the address'),
    encoding: z
      .enum(['form', 'json'])
      .default('form')
      .describe('how POST writes the fields: "form" or "json"'),
    headers: z
      .record(
        headerName,
        z
          .string()
          .max(1000)
          .regex(/^[\x20-\x7e\xa0-\xff]*$/)
          .refine(only(headerPlaceholders), `a header may hold ${list(headerPlaceholders)} only`),
      )
      .default({})
      .describe('headers by name, such as { "authkey": "{apiKey}" }'),
    fields: z
      .record(
        text(64),
        z
          .string()
          .max(2000)
          .refine(only(known), `the placeholders are ${list(known)}`),
      )
      .describe(`fields by name; in their values stand ${list(known)}`),
    success: pattern.describe(
      'a regular expression: what the answer holds when the gateway took the message',
    ),
    messageId: pattern
      .refine((source) => groupsOf(source) === 1, 'needs exactly one group')
      .describe('a regular expression with one group: the id of the message in that answer'),
    refused: z
      .array(
        z.strictObject({
          pattern: pattern.describe('a regular expression; a group in it is the code of the gateway'),
          reason: z.enum(reasons).describe(`one of ${reasons.join(' ')}`),
        }),
      )
      .max(40)
      .default([])
      .describe('what the answer holds when the gateway did not: a list of { "pattern": …, "reason": … }'),
    username: text(200).optional().describe('the user name, for {username} {basicAuth} {cdacKey}'),
    password: secret.optional().describe('the password, for {password} {passwordSha1} {basicAuth}'),
    secureKey: secret.optional().describe("the department's secure key of C-DAC, for {cdacKey}"),
    apiKey: secret.optional().describe('the key of an aggregator, for {apiKey}'),
  })
  .describe('an object with url, method, encoding, headers, fields, success, messageId, refused')

export const network = z
  .strictObject({
    proxy: z
      .string()
      .max(500)
      .refine(isProxyAddress, 'not an http:// or https:// address, or one with a % that is not written %25')
      .optional()
      .describe(
        'the proxy of the network, such as http://proxy.example:3128 or http://user:password@proxy.example:3128',
      ),
    caFile: text(1000)
      .optional()
      .describe(
        'a file with certificates (PEM) that are trusted besides the public ones: of a proxy that reads along, or a private gateway',
      ),
  })
  .describe('an object with proxy, caFile')

type Settings = {
  twilio: z.output<typeof twilio>
  aws: z.output<typeof aws>
  vonage: z.output<typeof vonage>
  https?: z.output<typeof https> | undefined
}

/** The settings, secrets included, that a gateway of the configured route still lacks, as paths. */
export const missingSettings = (gateway: 'twilio' | 'aws' | 'vonage' | 'https', sms: Settings): string[] => {
  const lacks = (section: Record<string, unknown>, keys: string[]) =>
    keys.filter((key) => section[key] === undefined).map((key) => `sms.${gateway}.${key}`)
  switch (gateway) {
    case 'twilio':
      return [
        ...lacks(sms.twilio, ['accountSid', 'authToken']),
        ...(sms.twilio.messagingServiceSid === undefined ? lacks(sms.twilio, ['from']) : []),
      ]
    case 'aws':
      return lacks(sms.aws, ['accessKeyId', 'secretAccessKey'])
    case 'vonage':
      return lacks(sms.vonage, ['apiKey', 'apiSecret'])
    case 'https':
      return sms.https ? lacks(sms.https, accountKeysOf(sms.https)) : ['sms.https']
  }
}

const accountKeysOf = ({ headers, fields }: z.output<typeof https>) => {
  const used = [...Object.values(headers), ...Object.values(fields)].flatMap(placeholdersIn)
  const needs: Record<string, string[]> = {
    ...{ username: ['username'], password: ['password'], passwordSha1: ['password'], apiKey: ['apiKey'] },
    ...{ secureKey: ['secureKey'], basicAuth: ['username', 'password'] },
    ...{ cdacKey: ['username', 'secureKey'], cdacKeyEntities: ['username', 'secureKey'] },
  }
  return [...new Set(used.flatMap((name) => needs[name] ?? []))]
}
