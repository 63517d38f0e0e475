import { createHash } from 'node:crypto'
import type { Message } from './gateway.ts'

/** What an HTTPS gateway knows of its account. All but the user name are secrets. */
export type Account = {
  username?: string | undefined
  password?: string | undefined
  secureKey?: string | undefined
  apiKey?: string | undefined
}

/** A placeholder without a value, and whether the account or the template lacks it. */
export type Missing = { missing: 'credentials' | 'sender_or_template' }

type Value = (account: Account, message: Message) => string | Missing

const noAccount: Missing = { missing: 'credentials' }
const noTemplate: Missing = { missing: 'sender_or_template' }

/** Every placeholder that a field of an HTTPS gateway may hold. */
export const placeholders = {
  to: (_, { to }) => to,
  to12: (_, { to }) => to.slice(1),
  to10: (_, { to }) => to.slice(-10),
  text: (_, { text }) => text,
  textHex: (_, { text }) => hex(text),
  textEntities: (_, { text }) => entities(text),
  lifeSeconds: (_, { lifeMs }) => String(Math.max(1, Math.ceil(lifeMs / 1000))),
  header: (_, { template }) => template?.header ?? noTemplate,
  entityId: (_, { template }) => template?.entityId ?? noTemplate,
  templateId: (_, { template }) => template?.templateId ?? noTemplate,
  username: ({ username }) => username ?? noAccount,
  password: ({ password }) => password ?? noAccount,
  passwordSha1: ({ password }) => (password === undefined ? noAccount : sha('sha1', password)),
  apiKey: ({ apiKey }) => apiKey ?? noAccount,
  secureKey: ({ secureKey }) => secureKey ?? noAccount,
  basicAuth: ({ username, password }) =>
    username === undefined || password === undefined
      ? noAccount
      : Buffer.from(`${username}:${password}`).toString('base64'),
  cdacKey: (account, message) => cdacKey(account, message, message.text),
  cdacKeyEntities: (account, message) => cdacKey(account, message, entities(message.text)),
} satisfies Record<string, Value>

/** The placeholders that a header may hold: one line each, and nothing of the message. */
export const headerPlaceholders: string[] = ['username', 'password', 'apiKey', 'secureKey', 'basicAuth']

export const placeholdersIn = (field: string): string[] =>
  [...field.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

/** A field with its placeholders filled, not yet encoded. What stands in braces and is no placeholder stays. */
export const fill = (field: string, account: Account, message: Message): string | Missing => {
  const known: Record<string, Value> = placeholders
  let missing: Missing | undefined
  const filled = field.replaceAll(/\{(\w+)\}/g, (braces, name: string) => {
    const value = Object.hasOwn(known, name) ? (known[name]?.(account, message) ?? braces) : braces
    if (typeof value === 'string') return value
    missing = value
    return ''
  })
  return missing ?? filled
}

const sha = (algorithm: 'sha1' | 'sha512', text: string) =>
  createHash(algorithm).update(text.trim(), 'utf8').digest('hex')

/**
 * C-DAC Mobile Seva's key of a request: SHA-512 over user name, sender, content as it is sent, and secure key.
 * Source: services.mgov.gov.in/RegisterPushService and the integration document 1.8 of Mobile Seva
 */
const cdacKey = ({ username, secureKey }: Account, { template }: Message, content: string) => {
  if (username === undefined || secureKey === undefined) return noAccount
  if (!template) return noTemplate
  return sha('sha512', `${username.trim()}${template.header.trim()}${content.trim()}${secureKey.trim()}`)
}

/** C-DAC's form of a text that is not English: each UTF-16 unit as a decimal entity. */
const entities = (text: string) => {
  const trimmed = text.trim()
  return Array.from({ length: trimmed.length }, (_, at) => `&#${trimmed.charCodeAt(at)};`).join('')
}

/** NIC's form of a text that is not English: big-endian UTF-16 in hex, to be written behind FEFF. */
const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()
