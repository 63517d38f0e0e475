import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Transport } from '../../../main/sms/exchange.ts'
import { createHttpsProbe } from '../../../main/sms/https-probe.ts'
import type { Probe } from '../../../main/sms/probe.ts'
import { createSnsProbe } from '../../../main/sms/sns-probe.ts'
import { createTransport } from '../../../main/sms/transport.ts'
import { createTwilioProbe } from '../../../main/sms/twilio-probe.ts'
import { createVonageProbe } from '../../../main/sms/vonage-probe.ts'
import { certify, makeAuthority } from '../servers/certificates.ts'
import { type Answer, answers, faults, type Provider, startProvider } from '../servers/provider.ts'
import { closedPort } from '../servers/proxy.ts'
import { accountSid, mobileSeva, secrets, snsError, twilioError } from './every-gateway.ts'

const authority = makeAuthority('Test authority')
const stranger = makeAuthority('Another authority')
const transport = createTransport({ ca: authority.certificate })
const never = new AbortController().signal
const date = 'Thu, 15 Jan 2026 09:00:00 GMT'

let provider: Provider
let impostor: Provider
beforeAll(async () => {
  provider = await startProvider(certify(authority, { name: 'provider', hosts: ['localhost'] }))
  impostor = await startProvider(certify(stranger, { name: 'impostor', hosts: ['localhost'] }))
})
afterAll(() => Promise.all([provider.stop(), impostor.stop()]))
beforeEach(() => provider.behave(answers({ status: 200, body: '' })))

const json = { 'content-type': 'application/json', date }
const xml = { 'content-type': 'text/xml', date }

const twilioAccount = (status: string, type = 'Full'): Answer => ({
  status: 200,
  headers: json,
  body: JSON.stringify({ sid: accountSid, status, type, friendly_name: 'x', auth_token: 'never read' }),
})
const vonageBalance = (value: number, autoReload = false): Answer => ({
  status: 200,
  headers: json,
  body: JSON.stringify({ value, autoReload }),
})
const snsSandbox = (inSandbox: boolean): Answer => ({
  status: 200,
  headers: xml,
  body: `<GetSMSSandboxAccountStatusResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetSMSSandboxAccountStatusResult><IsInSandbox>${inSandbox}</IsInSandbox></GetSMSSandboxAccountStatusResult><ResponseMetadata><RequestId>f187a3c1-376f-11df-8963-01868b7c937a</RequestId></ResponseMetadata></GetSMSSandboxAccountStatusResponse>`,
})

type Options = { url: string; transport: Transport; deadlineMs: number }
type Case = {
  name: string
  create: (options: Options) => Probe
  /** What it asks. */
  asks: { method: string; url: string; body?: RegExp }
  /** Answers of the provider, and what they mean. */
  says: [string, Answer, object][]
}

const cases: Case[] = [
  {
    name: 'twilio',
    create: ({ url, ...rest }) =>
      createTwilioProbe({ accountSid, authToken: secrets.twilio, baseUrl: url, ...rest }),
    asks: { method: 'GET', url: `/2010-04-01/Accounts/${accountSid}.json`, body: /^$/ },
    says: [
      ['an active account', twilioAccount('active'), { standing: 'good' }],
      ['a trial account', twilioAccount('active', 'Trial'), { standing: 'trial' }],
      ['a suspended account', twilioAccount('suspended'), { standing: 'suspended', code: 'suspended' }],
      ['a closed account', twilioAccount('closed'), { standing: 'suspended', code: 'closed' }],
      ['wrong credentials', twilioError(401, 20003), { standing: 'credentials', code: '20003' }],
      ['an account of somebody else', twilioError(404, 20404), { standing: 'credentials', code: '20404' }],
      ['too many requests', twilioError(429, 20429), { standing: 'refused', code: '20429' }],
    ],
  },
  {
    name: 'vonage',
    create: ({ url, ...rest }) =>
      createVonageProbe({ apiKey: 'abcd1234', apiSecret: secrets.vonage, baseUrl: url, ...rest }),
    asks: { method: 'GET', url: '/account/get-balance', body: /^$/ },
    says: [
      ['credit', vonageBalance(10.28), { standing: 'good' }],
      ['no credit', vonageBalance(0), { standing: 'empty' }],
      ['no credit, but a card that is charged', vonageBalance(-1, true), { standing: 'good' }],
      [
        'wrong credentials',
        {
          status: 401,
          headers: json,
          body: '{"error-code":"401","error-code-label":"authentication failed"}',
        },
        { standing: 'credentials', code: '401' },
      ],
      [
        'wrong credentials in the newer form',
        {
          status: 401,
          headers: json,
          body: '{"type":"https://developer.vonage.com/api-errors#unauthorized","title":"Unauthorized"}',
        },
        { standing: 'credentials', code: '401' },
      ],
      [
        'another refusal',
        { status: 420, headers: json, body: '{"error-code":"420","error-code-label":"method failed"}' },
        { standing: 'refused', code: '420' },
      ],
    ],
  },
  {
    name: 'aws',
    create: ({ url, ...rest }) =>
      createSnsProbe({
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: secrets.aws,
        region: 'ap-south-1',
        baseUrl: url,
        ...rest,
      }),
    asks: { method: 'POST', url: '/', body: /^(?!.*Publish).*Action=GetSMSSandboxAccountStatus/ },
    says: [
      ['an account out of the sandbox', snsSandbox(false), { standing: 'good' }],
      ['an account in the sandbox', snsSandbox(true), { standing: 'trial' }],
      [
        'a wrong key',
        snsError(403, 'InvalidClientTokenId'),
        { standing: 'credentials', code: 'InvalidClientTokenId' },
      ],
      [
        'a wrong secret',
        snsError(403, 'SignatureDoesNotMatch'),
        { standing: 'credentials', code: 'SignatureDoesNotMatch' },
      ],
      [
        'a key that may only publish',
        snsError(403, 'AuthorizationError'),
        { standing: 'not_allowed', code: 'AuthorizationError' },
      ],
      ['too many requests', snsError(429, 'Throttled'), { standing: 'refused', code: 'Throttled' }],
    ],
  },
  {
    name: 'https',
    create: ({ url, ...rest }) => createHttpsProbe({ url: mobileSeva(url).url, ...rest }),
    asks: { method: 'HEAD', url: '/esms/sendsmsrequestDLT', body: /^$/ },
    says: [
      ['yes', { status: 200, body: '' }, { standing: 'reachable', code: 'http_200' }],
      ['that HEAD is not for it', { status: 405, body: '' }, { standing: 'reachable', code: 'http_405' }],
      ['that it fails', { status: 500, body: '' }, { standing: 'reachable', code: 'http_500' }],
    ],
  },
]

const allSecrets = [...Object.values(secrets), 'AKIAIOSFODNN7EXAMPLE', 'never read']

describe.each(cases)('$name', ({ name, create, asks, says }) => {
  const ask = (url: string, deadlineMs = 1500, signal = never) =>
    create({ url, transport, deadlineMs }).ask(signal)

  test('is asked by one request that sends nothing', async () => {
    await ask(provider.url)
    expect(provider.seen).toHaveLength(1)
    expect(provider.seen[0]).toMatchObject({ method: asks.method, url: asks.url })
    expect(provider.seen[0]?.body).toMatch(asks.body ?? /^$/)
    expect(create({ url: provider.url, transport, deadlineMs: 1 }).name).toBe(name)
    // A secret stands in no address, which others may write down.
    for (const secret of allSecrets) expect(provider.seen[0]?.url).not.toContain(secret)
  })

  test.each(says)('that says %s is understood, and so is its clock', async (_what, answer, report) => {
    provider.behave(answers({ ...answer, headers: { ...answer.headers, date } }))
    expect(await ask(provider.url)).toEqual({ ...report, dateMs: Date.parse(date) })
  })

  test('that cannot be reached says so', async () => {
    expect(await ask(`https://localhost:${await closedPort()}`)).toEqual({
      standing: 'unreachable',
      code: 'ECONNREFUSED',
    })
  })

  test('in whose place somebody with another certificate answers is told nothing', async () => {
    impostor.behave(answers({ status: 200, body: '' }))
    const report = await ask(impostor.url)
    expect(report).toMatchObject({
      standing: 'unreachable',
      code: expect.stringMatching(/SIGNED|VERIFY|CERT/),
    })
    expect(impostor.seen).toEqual([])
  })

  test('that does not answer ends at its deadline', async () => {
    provider.behave(() => undefined)
    expect(await ask(provider.url, 400)).toEqual({ standing: 'no_answer', code: 'ETIMEDOUT' })
  })

  test('ends soon after it is told to', async () => {
    provider.behave(() => undefined)
    const abort = new AbortController()
    const asked = ask(provider.url, 60_000, abort.signal)
    await expect.poll(() => provider.seen.length).toBe(1)
    abort.abort()
    expect(await asked).toMatchObject({ standing: 'no_answer' })
  })

  const strange = Object.entries(faults('https://localhost:1/')).filter(
    ([what]) => !/no answer|stop|drip|without end/.test(what),
  )
  test.each(strange)('after %s nobody is called good, and no clock is believed', async (what, behaviour) => {
    provider.behave(behaviour)
    const report = await ask(provider.url)
    const there = name === 'https' && !/redirect|reset|close|HTTP|cut/.test(what)
    if (there) expect(report.standing).toBe('reachable')
    else {
      expect(['stranger', 'no_answer']).toContain(report.standing)
      expect(report).not.toHaveProperty('dateMs')
    }
    for (const secret of allSecrets) expect(JSON.stringify(report)).not.toContain(secret)
  })

  test('whose place a captive portal has taken is a stranger', async () => {
    const portal = faults('https://localhost:1/')
    const behaviour = name === 'https' ? portal['a redirect (302)'] : portal['a portal page with 200']
    if (behaviour) provider.behave(behaviour)
    expect(await ask(provider.url)).toMatchObject({ standing: 'stranger' })
  })
})
