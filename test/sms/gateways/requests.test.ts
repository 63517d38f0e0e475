import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAwsSnsGateway } from '../../../main/sms/aws-sns.ts'
import { createHttpsGateway } from '../../../main/sms/https-gateway.ts'
import { createTransport } from '../../../main/sms/transport.ts'
import { createTwilioGateway } from '../../../main/sms/twilio.ts'
import { createVonageGateway } from '../../../main/sms/vonage.ts'
import { answers, type Provider, startProvider } from '../servers/provider.ts'
import {
  accountSid,
  everyGateway,
  message,
  mobileSeva,
  secrets,
  snsError,
  tamilText,
} from './every-gateway.ts'

const transport = createTransport({ allowLoopbackHttp: true })
const never = new AbortController().signal

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

/** Has the gateway send, to a provider that says yes as `name` does, and tells what the provider saw. */
const sent = async (
  name: string,
  send: (url: string) => Promise<unknown>,
): Promise<{ url: string; headers: Record<string, unknown>; form: Record<string, string>; body: string }> => {
  const yes = everyGateway.find((one) => one.name === name)?.yes
  if (!yes) throw new Error('no such gateway')
  provider.behave(answers(yes))
  expect(await send(provider.url)).toMatchObject({ kind: 'accepted' })
  expect(provider.seen).toHaveLength(1)
  const [request] = provider.seen
  if (!request) throw new Error('nothing was sent')
  return { ...request, form: Object.fromEntries(new URLSearchParams(request.body)) }
}

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const twilio = (url: string, sender: { from?: string; messagingServiceSid?: string }) =>
  createTwilioGateway({ accountSid, authToken: secrets.twilio, baseUrl: url, transport, ...sender })

test('Twilio gets number, text, sender and the life of the code in seconds', async () => {
  const { url, headers, form } = await sent('twilio', (url) =>
    twilio(url, { from: '+15005550006' }).send({ ...message, lifeMs: 118_200 }, never),
  )
  expect(url).toBe(`/2010-04-01/Accounts/${accountSid}/Messages.json`)
  expect(headers.authorization).toBe(basic(accountSid, secrets.twilio))
  expect(form).toEqual({ To: message.to, Body: message.text, From: '+15005550006', ValidityPeriod: '119' })
})

test('Twilio’s messaging service takes the place of the number', async () => {
  const messagingServiceSid = 'MG0123456789abcdef0123456789abcdef'
  const { form } = await sent('twilio', (url) => twilio(url, { messagingServiceSid }).send(message, never))
  expect(form).toMatchObject({ MessagingServiceSid: messagingServiceSid })
  expect(form).not.toHaveProperty('From')
})

const aws = (url: string, senderId?: string) =>
  createAwsSnsGateway({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: secrets.aws,
    region: 'ap-south-1',
    senderId,
    baseUrl: url,
    transport,
  })

const attributes = (form: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(form)
      .filter(([name]) => name.endsWith('.Name'))
      .map(([name, value]) => [value, form[name.replace('.Name', '.Value.StringValue')]]),
  )

test('SNS gets a transactional message with the DLT header, entity and template, signed for the region', async () => {
  const { headers, form } = await sent('aws', (url) => aws(url).send(message, never))
  expect(form).toMatchObject({ Action: 'Publish', PhoneNumber: message.to, Message: message.text })
  expect(attributes(form)).toEqual({
    'AWS.SNS.SMS.SMSType': 'Transactional',
    'AWS.SNS.SMS.SenderID': 'TNPOLS',
    'AWS.MM.SMS.EntityId': '1101234567890123456',
    'AWS.MM.SMS.TemplateId': '1107123456789012345',
  })
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/ap-south-1\/sns\//,
  )
})

test('SNS without a template gets the type only, and a header of its own where one is set', async () => {
  const { template: _, ...plain } = message
  const without = await sent('aws', (url) => aws(url).send(plain, never))
  expect(attributes(without.form)).toEqual({ 'AWS.SNS.SMS.SMSType': 'Transactional' })
  const own = await sent('aws', (url) => aws(url, 'TNPSMS').send(message, never))
  expect(attributes(own.form)).toMatchObject({ 'AWS.SNS.SMS.SenderID': 'TNPSMS' })
})

test('SNS refuses a computer whose clock is wrong once: the next request is signed with the server’s time', async () => {
  const gateway = aws(provider.url)
  const serverTime = new Date(Date.now() + 3_600_000)
  const refusal = snsError(403, 'SignatureDoesNotMatch', 'Signature expired')
  provider.behave(answers({ ...refusal, headers: { date: serverTime.toUTCString() } }))
  expect(await gateway.send(message, never)).toEqual({
    kind: 'refused',
    reason: 'credentials',
    code: 'SignatureDoesNotMatch',
  })
  expect(provider.seen).toHaveLength(1)
  const { headers } = await sent('aws', () => gateway.send(message, never))
  const signedAt = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
  expect(Math.abs(Date.parse(signedAt) - serverTime.getTime())).toBeLessThan(60_000)
})

const vonage = (url: string, from?: string) =>
  createVonageGateway({ apiKey: 'abcd1234', apiSecret: secrets.vonage, from, baseUrl: url, transport })

test('Vonage gets number, header, DLT ids and the life of the code in milliseconds, as a form', async () => {
  const { url, headers, form } = await sent('vonage', (url) => vonage(url).send(message, never))
  expect(url).toBe('/sms/json')
  expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
  expect(form).toEqual({
    api_key: 'abcd1234',
    api_secret: secrets.vonage,
    to: '919876543210',
    from: 'TNPOLS',
    text: message.text,
    type: 'text',
    ttl: '120000',
    'entity-id': '1101234567890123456',
    'content-id': '1107123456789012345',
  })
})

test('Vonage gets Tamil as Unicode, and never a life under 20 seconds', async () => {
  const { form } = await sent('vonage', (url) =>
    vonage(url, 'TNPSMS').send({ ...message, text: tamilText, lifeMs: 3000 }, never),
  )
  expect(form).toMatchObject({ type: 'unicode', text: tamilText, ttl: '20000', from: 'TNPSMS' })
})

const sha = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')

test('C-DAC Mobile Seva gets the hashed password, and the key over user, sender, message and secure key', async () => {
  const { url, form } = await sent('https', (url) =>
    createHttpsGateway({ ...mobileSeva(url), transport }).send(message, never),
  )
  expect(url).toBe('/esms/sendsmsrequestDLT')
  expect(form).toEqual({
    username: 'tnpolice',
    password: sha('sha1', secrets.password),
    senderid: 'TNPOLS',
    content: message.text,
    smsservicetype: 'otpmsg',
    mobileno: '9876543210',
    key: sha('sha512', `tnpoliceTNPOLS${message.text}${secrets.secureKey}`),
    templateid: '1107123456789012345',
  })
})

test('C-DAC gets Tamil as decimal entities, and the key over them', async () => {
  const settings = mobileSeva('')
  const { form } = await sent('https', (url) =>
    createHttpsGateway({
      ...mobileSeva(url),
      fields: {
        ...settings.fields,
        content: '{textEntities}',
        smsservicetype: 'unicodeotpmsg',
        key: '{cdacKeyEntities}',
      },
      transport,
    }).send({ ...message, text: 'தமிழ் 1' }, never),
  )
  const content = '&#2980;&#2990;&#3007;&#2996;&#3021;&#32;&#49;'
  expect(form.content).toBe(content)
  expect(form.key).toBe(sha('sha512', `tnpoliceTNPOLS${content}${secrets.secureKey}`))
})

const plain = (url: string) => ({ ...mobileSeva(url), headers: {}, fields: { number: '{to}' } })

test('a GET gateway gets its fields in the address, encoded, behind those that the address has', async () => {
  const { url, body } = await sent('https', (url) =>
    createHttpsGateway({
      ...plain(`${url}/send?route=4`),
      url: `${url}/failsafe/MLink?route=4`,
      method: 'GET',
      fields: {
        message: '{text}',
        mnumber: '{to12}',
        unicode: 'FEFF{textHex}',
        seconds: '{lifeSeconds}',
        'a&b': '{header}&x={entityId}',
      },
      transport,
    }).send({ ...message, text: 'A&B=ஆ\n?#' }, never),
  )
  expect(body).toBe('')
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  expect(pathname).toBe('/failsafe/MLink')
  expect(Object.fromEntries(searchParams)).toEqual({
    route: '4',
    message: 'A&B=ஆ\n?#',
    mnumber: '919876543210',
    unicode: 'FEFF00410026004200 3D0B86000A003F0023'.replace(' ', ''),
    seconds: '120',
    'a&b': 'TNPOLS&x=1101234567890123456',
  })
})

test('a JSON gateway gets one object and its key in a header', async () => {
  const { headers, body } = await sent('https', (url) =>
    createHttpsGateway({
      ...plain(url),
      encoding: 'json',
      headers: { authkey: '{apiKey}', authorization: 'Basic {basicAuth}' },
      fields: { to: '{to10}', text: '{text}', template_id: '{templateId}', fixed: '{"not": "{unknown}"}' },
      apiKey: 'aggregator-key',
      transport,
    }).send({ ...message, text: 'say "hi"\\\n{to}' }, never),
  )
  expect(JSON.parse(body)).toEqual({
    to: '9876543210',
    text: 'say "hi"\\\n{to}',
    template_id: '1107123456789012345',
    fixed: '{"not": "{unknown}"}',
  })
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    authkey: 'aggregator-key',
    authorization: basic('tnpolice', secrets.password),
  })
})

test.each([
  ['a key that was pasted with a line break', { apiKey: 'key\r\nx-evil: 1' }, message, 'credentials'],
  ['a key that was pasted with a sign that no header holds', { apiKey: 'key’' }, message, 'credentials'],
  ['a secret that was never set', { apiKey: undefined }, message, 'credentials'],
  [
    'a message without its template',
    { apiKey: 'key' },
    { ...message, template: undefined },
    'sender_or_template',
  ],
])('%s is refused before anything is sent', async (_, account, { template, ...rest }, reason) => {
  provider.behave(() => undefined)
  const gateway = createHttpsGateway({
    ...plain(provider.url),
    headers: { authkey: '{apiKey}' },
    fields: { template: '{templateId}' },
    ...account,
    transport,
  })
  expect(await gateway.send({ ...rest, ...(template ? { template } : {}) }, never)).toEqual({
    kind: 'refused',
    reason,
    code: 'NOT_SET',
  })
  expect(provider.connections()).toBe(0)
})
