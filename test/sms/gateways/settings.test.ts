import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configSchema } from '../../../main/config/schema.ts'
import { aws, https, missingSettings, network, twilio, vonage } from '../../../main/sms/settings.ts'
import { mobileSeva } from './every-gateway.ts'

const good = mobileSeva('https://msdgweb.mgov.gov.in')

test('Mobile Seva’s settings, as documented, are good', () => {
  expect(https.safeParse(good).error).toBeUndefined()
})

describe('settings that are refused, and what is said of them', () => {
  test.each<[string, object, string]>([
    ['an address without TLS', { url: 'http://sms.example/send' }, 'url'],
    ['a password in the address', { url: 'https://me:secret@sms.example/' }, 'url'],
    ['an address that is none', { url: 'sms.example' }, 'url'],
    ['a method that is none', { method: 'PUT' }, 'method'],
    ['a placeholder that is none', { fields: { to: '{number}' } }, 'fields.to'],
    ['a placeholder with Object’s own name', { fields: { to: '{constructor}' } }, 'fields.to'],
    ['the text in a header', { headers: { 'x-text': '{text}' } }, 'headers.x-text'],
    ['a header with a line break', { headers: { 'x-a': 'a\r\nx-b: c' } }, 'headers.x-a'],
    ['a header with a sign that none holds', { headers: { 'x-a': 'a – b' } }, 'headers.x-a'],
    ['a header of the transport', { headers: { Host: 'evil.example' } }, 'headers.Host'],
    ['a header name with a space', { headers: { 'x a': 'b' } }, 'headers.x a'],
    ['a pattern that is none', { success: '(' }, 'success'],
    ['an id pattern without a group', { messageId: 'MsgID' }, 'messageId'],
    ['an id pattern with two groups', { messageId: '(a)(b)' }, 'messageId'],
    ['a reason that is none', { refused: [{ pattern: 'x', reason: 'bad_luck' }] }, 'refused.0.reason'],
    ['a key that is none', { passwort: 'x' }, ''],
    ['a password of two lines', { password: 'a\nb' }, 'password'],
  ])('%s', (_, part, path) => {
    const { error } = https.safeParse({ ...good, ...part })
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path)
  })

  test.each<[string, { safeParse: (value: unknown) => { success: boolean } }, object]>([
    ['a Twilio account that is none', twilio, { accountSid: 'AC12' }],
    ['a Twilio sender of twelve letters', twilio, { from: 'TNPOLICETNPO' }],
    ['a Twilio service that is none', twilio, { messagingServiceSid: 'SM0123456789abcdef0123456789abcdef' }],
    ['an AWS region that is an address', aws, { region: 'evil.example/x' }],
    ['an AWS header with a dash', aws, { senderId: 'AD-TNPOLS' }],
    ['a Vonage key with a line break', vonage, { apiKey: 'abcd\n1234' }],
    ['a Twilio address with a path', twilio, { baseUrl: 'https://api.twilio.com/2010-04-01' }],
    ['an AWS address with a question', aws, { baseUrl: 'https://sns.example/?x=1' }],
    ['a Vonage address of reports with a path', vonage, { reportsUrl: 'https://api.nexmo.com/v2' }],
    ['a Vonage address without TLS', vonage, { baseUrl: 'http://rest.example' }],
  ])('%s', (_, schema, settings) => {
    expect(schema.safeParse(settings).success).toBe(false)
  })

  test.each([
    'https://api.example',
    'https://api.example/',
    'https://api.example:8443',
    'http://127.0.0.1:8001',
  ])('none where an address is %s', (baseUrl) => {
    for (const schema of [twilio, aws, vonage]) expect(schema.safeParse({ baseUrl }).success).toBe(true)
  })
})

test('a gateway of the route tells what it lacks', () => {
  const sms = { twilio: twilio.parse({}), aws: aws.parse({}), vonage: vonage.parse({}) }
  expect(missingSettings('twilio', sms)).toEqual([
    'sms.twilio.accountSid',
    'sms.twilio.authToken',
    'sms.twilio.from',
  ])
  expect(missingSettings('aws', sms)).toEqual(['sms.aws.accessKeyId', 'sms.aws.secretAccessKey'])
  expect(missingSettings('vonage', sms)).toEqual(['sms.vonage.apiKey', 'sms.vonage.apiSecret'])
  expect(missingSettings('https', sms)).toEqual(['sms.https'])
})

test('an HTTPS gateway lacks the secrets that its fields and headers use, and no other', () => {
  const sms = { twilio: twilio.parse({}), aws: aws.parse({}), vonage: vonage.parse({}) }
  const { username: _, password: __, secureKey: ___, ...bare } = good
  const lacks = (part: object) =>
    missingSettings('https', { ...sms, https: https.parse({ ...bare, ...part }) })
  expect(lacks({})).toEqual(['sms.https.username', 'sms.https.password', 'sms.https.secureKey'])
  expect(lacks({ fields: { to: '{to}' }, headers: { authkey: '{apiKey}' } })).toEqual(['sms.https.apiKey'])
  expect(lacks({ fields: { to: '{to}' } })).toEqual([])
})

test('with a messaging service Twilio needs no number', () => {
  const settings = {
    accountSid: 'AC0123456789abcdef0123456789abcdef',
    authToken: 'token',
    messagingServiceSid: 'MG0123456789abcdef0123456789abcdef',
  }
  expect(
    missingSettings('twilio', {
      twilio: twilio.parse(settings),
      aws: aws.parse({}),
      vonage: vonage.parse({}),
    }),
  ).toEqual([])
})

test('every example of docs/sms.md is a good configuration', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/sms.md'), 'utf8')
  const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json))
  for (const { sms, ...others } of examples) {
    const whole = { ...others, sms: { gateways: ['local'], ...sms } }
    expect(configSchema.safeParse(whole).error).toBeUndefined()
  }
  expect(examples.length).toBeGreaterThan(5)
})

test('Mobile Seva in docs/sms.md is what the tests send', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/sms.md'), 'utf8')
  const [, json = ''] = page.match(/### C-DAC Mobile Seva.*?```json\n(.*?)```/s) ?? []
  const { password: _, secureKey: __, ...rest } = https.parse(good)
  expect(https.parse(JSON.parse(json).sms.https)).toEqual(rest)
})

test.each([
  'socks5://proxy.example',
  'proxy.example:3128',
  '',
  'http://station:50%off@proxy.example:3128',
  'http://100%@proxy.example:3128',
])('a proxy like "%s" is refused', (proxy) => {
  expect(network.safeParse({ proxy }).success).toBe(false)
})

test('a percent sign in the password of a proxy is written %25', () => {
  expect(network.safeParse({ proxy: 'http://station:50%25off@proxy.example:3128' }).success).toBe(true)
})
