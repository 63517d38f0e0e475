import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oneExchange } from '../../../main/sms/exchange.ts'
import { createTransport } from '../../../main/sms/transport.ts'
import { type Certified, certify, makeAuthority } from '../servers/certificates.ts'
import {
  answers,
  earlyFaults,
  faults,
  type Provider,
  startProvider,
  startWithoutTls,
} from '../servers/provider.ts'
import { closedPort } from '../servers/proxy.ts'
import { everyGateway, message } from './every-gateway.ts'

// Long enough for a TLS handshake on a busy computer, short enough for a hundred of them.
const deadlineMs = 1500
// A fault that must wait for the deadline gets a short one.
const shortMs = 450
const waits = /^(no answer|headers that stop|a body that (stops|drips)|a handshake that stops)$/

const authority = makeAuthority('Test authority')
const stranger = makeAuthority('Another authority')
const transport = createTransport({ ca: authority.certificate })
const never = new AbortController().signal

let provider: Provider
let elsewhere: Provider
beforeAll(async () => {
  provider = await startProvider(certify(authority, { name: 'provider', hosts: ['localhost', '127.0.0.1'] }))
  elsewhere = await startProvider(certify(authority, { name: 'elsewhere', hosts: ['localhost'] }))
})
afterAll(() => Promise.all([provider.stop(), elsewhere.stop()]))

const faultNames = Object.keys(faults(''))

describe.each(everyGateway)('$name', ({ create, yes, reference, tooFast, wrongNumber }) => {
  const send = async (url: string, ms = deadlineMs, signal = never) => {
    const startedAt = performance.now()
    const outcome = await create({ url, transport, deadlineMs: ms }).send(message, signal)
    // The gateway's own promise: it has ended by its deadline. A busy computer may notice late.
    expect(performance.now() - startedAt).toBeLessThan(ms + 1000)
    return outcome
  }

  test('a yes with a message id is accepted, by one request', async () => {
    provider.behave(answers(yes))
    expect(await send(provider.url)).toEqual({ kind: 'accepted', reference })
    expect(provider.seen).toHaveLength(1)
  })

  test('the provider’s own "too fast" and "wrong number" are refusals', async () => {
    provider.behave(answers(tooFast))
    expect(await send(provider.url)).toMatchObject({ kind: 'refused', reason: 'too_fast' })
    expect(provider.seen).toHaveLength(1)
    provider.behave(answers(wrongNumber))
    expect(await send(provider.url)).toMatchObject({ kind: 'refused', reason: 'number' })
    expect(provider.seen).toHaveLength(1)
  })

  test('a yes that comes with a 5xx, or a no in a 5xx, leaves it open', async () => {
    for (const { body, headers = {} } of [yes, wrongNumber]) {
      provider.behave(answers({ status: 502, body, headers }))
      expect(await send(provider.url)).toEqual({ kind: 'unknown', reason: 'unknown', code: 'http_502' })
    }
  })

  test.each(faultNames)('%s: nobody knows whether an SMS comes, and one request was made', async (name) => {
    const fault = faults(`${elsewhere.url}/sms/json`)[name]
    if (!fault) throw new Error('no such fault')
    provider.behave(fault)
    elsewhere.behave(answers(yes))
    const outcome = await send(provider.url, waits.test(name) ? shortMs : deadlineMs)
    const reason = name.startsWith('429') ? 'too_fast' : expect.stringMatching(/^(network|unknown)$/)
    const code = name === 'a body without end' ? 'BODY_TOO_LONG' : expect.stringMatching(/\w/)
    expect(outcome).toEqual({ kind: 'unknown', reason, code })
    expect(provider.seen).toHaveLength(1)
    expect(provider.connections()).toBe(1)
    expect(elsewhere.connections()).toBe(0)
  })

  test.each(Object.keys(earlyFaults))('%s: certain that no SMS comes', async (name) => {
    const fault = earlyFaults[name]
    if (!fault) throw new Error('no such fault')
    const server = await startWithoutTls(fault)
    const outcome = await send(server.url, waits.test(name) ? shortMs : deadlineMs)
    expect(outcome).toEqual({ kind: 'refused', reason: 'network', code: expect.stringMatching(/\w/) })
    expect(server.connections()).toBe(1)
    await server.stop()
  })

  const day = 86_400_000
  test.each<[string, () => Certified]>([
    ['of another authority', () => certify(stranger, { name: 'x', hosts: ['localhost'] })],
    ['for another name', () => certify(authority, { name: 'x', hosts: ['sms.example'] })],
    [
      'that has run out',
      () =>
        certify(authority, {
          name: 'x',
          hosts: ['localhost'],
          from: new Date(Date.now() - 2 * day),
          to: new Date(Date.now() - day),
        }),
    ],
    [
      'that is not valid yet',
      () =>
        certify(authority, {
          name: 'x',
          hosts: ['localhost'],
          from: new Date(Date.now() + day),
          to: new Date(Date.now() + 2 * day),
        }),
    ],
  ])('a certificate %s is refused before anything is sent', async (_, certified) => {
    const impostor = await startProvider(certified())
    impostor.behave(answers(yes))
    expect(await send(impostor.url)).toMatchObject({ kind: 'refused', reason: 'network' })
    expect(impostor.seen).toHaveLength(0)
    await impostor.stop()
  })

  test('a closed port and a name that does not exist are refusals', async () => {
    const outcome = await send(`https://localhost:${await closedPort()}`)
    expect(outcome).toEqual({ kind: 'refused', reason: 'network', code: 'ECONNREFUSED' })
    expect(await send('https://nosuch.invalid')).toMatchObject({ kind: 'refused', reason: 'network' })
  })

  test('plain http is refused, and allowed to this computer only where that is said', async () => {
    const plain = await startProvider()
    plain.behave(answers(yes))
    const refusal = { kind: 'refused', reason: 'network', code: 'NOT_HTTPS' }
    expect(await send(plain.url)).toEqual(refusal)
    expect(plain.connections()).toBe(0)
    const inDevelopment = createTransport({ allowLoopbackHttp: true })
    const gateway = (url: string) => create({ url, transport: inDevelopment, deadlineMs })
    expect(await gateway(plain.url).send(message, never)).toEqual({ kind: 'accepted', reference })
    expect(await gateway('http://192.0.2.1').send(message, never)).toEqual(refusal)
    await plain.stop()
  })

  test('when the route gives up the gateway ends at once', async () => {
    provider.behave(() => undefined)
    const route = new AbortController()
    const sending = send(provider.url, 60_000, route.signal)
    await expect.poll(() => provider.seen.length).toBe(1)
    const abortedAt = performance.now()
    route.abort()
    expect(await sending).toMatchObject({ kind: 'unknown', reason: 'network' })
    expect(performance.now() - abortedAt).toBeLessThan(1000)
  })

  test('when the route has given up before, nothing is sent', async () => {
    provider.behave(answers(yes))
    expect(await send(provider.url, deadlineMs, AbortSignal.abort())).toMatchObject({ kind: 'refused' })
    expect(provider.connections()).toBe(0)
  })

  test('no connection stays open, whatever happened', async () => {
    await expect.poll(() => provider.openConnections()).toBe(0)
  })
})

test('the real deadline of all is five seconds', { timeout: 10_000 }, async () => {
  await Promise.all(
    everyGateway.map(async ({ create }) => {
      const silent = await startProvider(certify(authority, { name: 'silent', hosts: ['localhost'] }))
      silent.behave(() => undefined)
      const startedAt = performance.now()
      const outcome = await create({ url: silent.url, transport }).send(message, never)
      const tookMs = performance.now() - startedAt
      expect(outcome).toEqual({ kind: 'unknown', reason: 'network', code: 'ETIMEDOUT' })
      expect(tookMs).toBeGreaterThan(4500)
      expect(tookMs).toBeLessThan(6000)
      expect(silent.seen).toHaveLength(1)
      await silent.stop()
    }),
  )
})

test('while providers are silent the program goes on: a counter keeps counting', async () => {
  let counted = 0
  const counter = setInterval(() => {
    counted += 1
  }, 5)
  provider.behave(() => undefined)
  await Promise.all(
    everyGateway.map(({ create }) =>
      create({ url: provider.url, transport, deadlineMs: 600 }).send(message, never),
    ),
  )
  clearInterval(counter)
  expect(counted).toBeGreaterThan(20)
})

test('an SDK that tries again is stopped before its second request', async () => {
  provider.behave(answers({ status: 200, body: 'first' }))
  const exchange = oneExchange(transport)
  const request = { method: 'GET' as const, url: new URL(provider.url), headers: {} }
  expect(await exchange.send(request, never)).toMatchObject({ body: 'first' })
  await expect(exchange.send(request, never)).rejects.toThrow('one request only')
  expect(provider.seen).toHaveLength(1)
  expect(exchange.seen()).toMatchObject({ kind: 'answered', body: 'first' })
})
