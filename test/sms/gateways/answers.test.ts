import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpsGateway } from '../../../main/sms/https-gateway.ts'
import { createTransport } from '../../../main/sms/transport.ts'
import { type Answer, answers, type Provider, startProvider } from '../servers/provider.ts'
import { everyGateway, message, mobileSeva, snsError, twilioError, vonageParts } from './every-gateway.ts'

const transport = createTransport({ allowLoopbackHttp: true })
const never = new AbortController().signal

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

const gatewayOf = (name: string) => {
  const one = everyGateway.find((gateway) => gateway.name === name)
  if (!one) throw new Error('no such gateway')
  return one.create({ url: provider.url, transport })
}

const outcomeOf = (name: string, answer: Answer) => {
  provider.behave(answers(answer))
  return gatewayOf(name).send(message, never)
}

describe('what Twilio says', () => {
  test.each([
    [401, 20003, 'credentials'],
    [404, 20404, 'credentials'],
    [429, 20429, 'too_fast'],
    [400, 21611, 'too_fast'],
    [400, 21211, 'number'],
    [400, 21614, 'number'],
    [400, 21610, 'opted_out'],
    [400, 21408, 'not_allowed'],
    [400, 21608, 'not_allowed'],
    [403, 20005, 'not_allowed'],
    [400, 21212, 'sender_or_template'],
    [400, 21606, 'sender_or_template'],
    [400, 21900, 'sender_or_template'],
    [400, 21901, 'sender_or_template'],
    [429, 63038, 'quota'],
    [400, 21617, 'text'],
    [400, 29999, 'unknown'],
  ])('%i with %i is refused: %s', async (status, code, reason) => {
    expect(await outcomeOf('twilio', twilioError(status, code))).toEqual({
      kind: 'refused',
      reason,
      code: String(code),
    })
  })

  test('in the form of RFC 9457 too', async () => {
    const body = {
      type: 'https://www.twilio.com/docs/api/errors/21211',
      title: 'Invalid',
      status: 400,
      code: 21211,
    }
    const answer = {
      status: 400,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/problem+json' },
    }
    expect(await outcomeOf('twilio', answer)).toEqual({ kind: 'refused', reason: 'number', code: '21211' })
  })

  test.each(['SM123', 'MG0123456789abcdef0123456789abcdef', ''])(
    'a message id like "%s" is no acceptance',
    async (sid) => {
      const answer = { status: 201, body: JSON.stringify({ sid, status: 'queued' }) }
      expect(await outcomeOf('twilio', answer)).toEqual({
        kind: 'unknown',
        reason: 'unknown',
        code: 'http_201',
      })
    },
  )

  test('a message that failed as it was made is refused', async () => {
    const body = { sid: 'SM0123456789abcdef0123456789abcdef', status: 'failed', error_code: 30002 }
    expect(await outcomeOf('twilio', { status: 201, body: JSON.stringify(body) })).toEqual({
      kind: 'refused',
      reason: 'not_allowed',
      code: '30002',
    })
  })
})

describe('what SNS says', () => {
  test.each([
    [403, 'InvalidClientTokenId', '', 'credentials'],
    [403, 'SignatureDoesNotMatch', '', 'credentials'],
    [400, 'RequestExpired', '', 'credentials'],
    [429, 'Throttled', '', 'too_fast'],
    [400, 'Throttling', '', 'too_fast'],
    [400, 'InvalidParameter', 'Invalid parameter: PhoneNumber Reason: +91 is not valid', 'number'],
    [400, 'InvalidParameterValue', 'Invalid parameter: AWS.SNS.SMS.SenderID', 'sender_or_template'],
    [400, 'InvalidParameter', 'Invalid parameter: EntityId', 'sender_or_template'],
    [400, 'InvalidParameter', 'Invalid parameter: Message too long', 'text'],
    [400, 'InvalidParameter', 'something else', 'unknown'],
    [400, 'OptedOut', '', 'opted_out'],
    [403, 'AuthorizationError', '', 'not_allowed'],
    [403, 'OptInRequired', '', 'not_allowed'],
    [400, 'LimitExceeded', '', 'quota'],
    [400, 'SomethingNew', '', 'unknown'],
  ])('%i with %s (%s) is refused: %s', async (status, code, sentence, reason) => {
    expect(await outcomeOf('aws', snsError(status, code, sentence))).toEqual({
      kind: 'refused',
      reason,
      code,
    })
  })

  test('a message id that is no UUID is no acceptance', async () => {
    const body = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>'
    expect(await outcomeOf('aws', { status: 200, body })).toMatchObject({ kind: 'unknown' })
  })

  test('an XML page of somebody else is no refusal', async () => {
    const body = '<?xml version="1.0"?><html><body><Error><Code>Throttled</Code></Error></body></html>'
    expect(await outcomeOf('aws', { status: 403, body })).toMatchObject({ kind: 'unknown' })
  })
})

describe('what Vonage says', () => {
  test.each([
    ['1', 'too_fast'],
    ['2', 'text'],
    ['3', 'number'],
    ['4', 'credentials'],
    ['6', 'number'],
    ['7', 'opted_out'],
    ['8', 'not_allowed'],
    ['9', 'quota'],
    ['11', 'not_allowed'],
    ['12', 'text'],
    ['14', 'credentials'],
    ['15', 'sender_or_template'],
    ['29', 'not_allowed'],
    ['77', 'unknown'],
  ])('status %s is refused: %s', async (status, reason) => {
    expect(await outcomeOf('vonage', vonageParts(status))).toEqual({ kind: 'refused', reason, code: status })
  })

  test('its own internal error, and a long message that was taken in part, leave it open', async () => {
    expect(await outcomeOf('vonage', vonageParts('5'))).toEqual({
      kind: 'unknown',
      reason: 'unknown',
      code: '5',
    })
    expect(await outcomeOf('vonage', vonageParts('0', '9'))).toEqual({
      kind: 'unknown',
      reason: 'unknown',
      code: '9',
    })
  })

  test('all parts of a long message taken is one acceptance', async () => {
    expect(await outcomeOf('vonage', vonageParts('0', '0'))).toEqual({
      kind: 'accepted',
      reference: '0A0000000123ABC0',
    })
  })

  test.each([
    [401, 'credentials'],
    [402, 'quota'],
    [403, 'not_allowed'],
    [429, 'too_fast'],
    [422, 'unknown'],
  ])('%i with its problem form is refused: %s', async (status, reason) => {
    const body = JSON.stringify({
      type: 'https://developer.vonage.com/api-errors#x',
      title: 'No',
      detail: 'no',
    })
    expect(await outcomeOf('vonage', { status, body })).toEqual({
      kind: 'refused',
      reason,
      code: `http_${status}`,
    })
  })

  test('a yes without a message id, or without a message, is no acceptance', async () => {
    for (const body of ['{"messages":[{"status":"0"}]}', '{"messages":[]}', '{"messages":[{"status":0}]}']) {
      expect(await outcomeOf('vonage', { status: 200, body })).toMatchObject({ kind: 'unknown' })
    }
  })
})

describe('what an HTTPS gateway says', () => {
  test.each<[string, Answer, object]>([
    [
      'a no with 200',
      { status: 200, body: '401,Credentials error' },
      { kind: 'refused', reason: 'credentials', code: '401' },
    ],
    [
      'a no with 4xx',
      { status: 403, body: '401,Credentials error' },
      { kind: 'refused', reason: 'credentials', code: '401' },
    ],
    [
      'a no that no pattern knows',
      { status: 200, body: '499,Something' },
      { kind: 'unknown', reason: 'unknown', code: 'http_200' },
    ],
    [
      'a yes without an id',
      { status: 200, body: '402,ok' },
      { kind: 'unknown', reason: 'unknown', code: 'http_200' },
    ],
    [
      'a yes with 4xx',
      { status: 400, body: '402,MsgID = 12msdg' },
      { kind: 'unknown', reason: 'unknown', code: 'http_400' },
    ],
    [
      'a no with 5xx',
      { status: 500, body: '401,no' },
      { kind: 'unknown', reason: 'unknown', code: 'http_500' },
    ],
  ])('%s', async (_, answer, outcome) => {
    expect(await outcomeOf('https', answer)).toEqual(outcome)
  })

  test('a yes and a no in one answer leave it open', async () => {
    provider.behave(answers({ status: 200, body: '402,MsgID = 12msdg 401' }))
    const settings = {
      ...mobileSeva(provider.url),
      refused: [{ pattern: '(401)', reason: 'quota' as const }],
    }
    const gateway = createHttpsGateway({ ...settings, transport })
    expect(await gateway.send(message, never)).toMatchObject({ kind: 'unknown' })
  })

  test('a pattern that would take years ends soon, and the rest of the program goes on', async () => {
    provider.behave(answers({ status: 200, body: `${'a'.repeat(100)}!` }))
    const gateway = createHttpsGateway({ ...mobileSeva(provider.url), success: '(a+)+$', transport })
    const startedAt = performance.now()
    expect(await gateway.send(message, never)).toEqual({
      kind: 'unknown',
      reason: 'unknown',
      code: 'PATTERN_TOO_SLOW',
    })
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })
})

describe('delivery', () => {
  const status = async (name: string, answer: Answer, reference: string) => {
    provider.behave(answers(answer))
    const delivery = await gatewayOf(name).status?.(reference, never)
    return { delivery, request: provider.seen[0] }
  }
  const sid = 'SM0123456789abcdef0123456789abcdef'
  const twilioMessage = (state: string, errorCode: number | null = null) => ({
    status: 200,
    body: JSON.stringify({ sid, status: state, error_code: errorCode }),
  })

  test('Twilio is asked for the message by its id', async () => {
    const { delivery, request } = await status('twilio', twilioMessage('delivered'), sid)
    expect(delivery).toEqual({ kind: 'delivered' })
    expect(request).toMatchObject({
      method: 'GET',
      url: expect.stringMatching(new RegExp(`/Messages/${sid}\\.json$`)),
    })
  })

  test.each([
    ['undelivered', 30003, { kind: 'failed', reason: 'number', code: '30003' }],
    ['undelivered', 30007, { kind: 'failed', reason: 'sender_or_template', code: '30007' }],
    ['failed', 30001, { kind: 'failed', reason: 'too_fast', code: '30001' }],
    ['undelivered', 30036, { kind: 'failed', reason: 'network', code: '30036' }],
    ['canceled', null, { kind: 'failed', reason: 'unknown', code: 'canceled' }],
    ['queued', null, { kind: 'waiting' }],
    ['sent', null, { kind: 'waiting' }],
  ])('Twilio says %s with %s', async (state, code, delivery) => {
    expect((await status('twilio', twilioMessage(state, code), sid)).delivery).toEqual(delivery)
  })

  const record = (state: string, code?: string) => ({
    status: 200,
    body: JSON.stringify({ records: [{ message_id: '0A0000000123ABC0', status: state, error_code: code }] }),
  })

  test('Vonage’s Reports API is asked for the message by its id', async () => {
    const { delivery, request } = await status('vonage', record('delivered', '0'), '0A0000000123ABC0')
    expect(delivery).toEqual({ kind: 'delivered' })
    expect(request?.url).toBe(
      '/v2/reports/records?account_id=abcd1234&product=SMS&direction=outbound&id=0A0000000123ABC0',
    )
    expect(request?.headers.authorization).toMatch(/^Basic /)
  })

  test.each([
    ['failed', '50', { kind: 'failed', reason: 'sender_or_template', code: '50' }],
    ['rejected', '9', { kind: 'failed', reason: 'opted_out', code: '9' }],
    ['expired', undefined, { kind: 'failed', reason: 'network', code: 'expired' }],
    ['accepted', undefined, { kind: 'waiting' }],
    ['buffered', undefined, { kind: 'waiting' }],
  ])('Vonage says %s with %s', async (state, code, delivery) => {
    expect((await status('vonage', record(state, code), '0A0000000123ABC0')).delivery).toEqual(delivery)
  })

  test.each(['twilio', 'vonage'])('%s that cannot be asked now is asked again later', async (name) => {
    for (const answer of [
      { status: 500, body: '' },
      { status: 200, body: '{}' },
      { status: 302, body: '{}' },
    ]) {
      expect((await status(name, answer, sid)).delivery).toEqual({ kind: 'waiting' })
    }
  })

  test.each(['aws', 'https'])('%s cannot be asked', (name) => {
    expect(gatewayOf(name).status).toBeUndefined()
  })
})
