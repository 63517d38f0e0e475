import net from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf } from '../../../main/sms/connect.ts'
import { createTransport } from '../../../main/sms/transport.ts'
import { certify, makeAuthority } from '../servers/certificates.ts'
import { answers, type Provider, startProvider } from '../servers/provider.ts'
import { closedPort, startProxy } from '../servers/proxy.ts'
import { everyGateway, message } from './every-gateway.ts'

const authority = makeAuthority('Authority of the department')
const ca = authority.certificate
const never = new AbortController().signal

let provider: Provider
beforeAll(async () => {
  provider = await startProvider(certify(authority, { name: 'provider', hosts: ['localhost'] }))
})
afterAll(() => provider.stop())

describe.each(everyGateway)('$name', ({ create, yes, reference }) => {
  const send = (proxy: string | undefined, privateCa: string | undefined = ca, deadlineMs = 1500) =>
    create({ url: provider.url, transport: createTransport({ proxy, ca: privateCa }), deadlineMs }).send(
      message,
      never,
    )
  const accepted = { kind: 'accepted', reference }

  test('a private authority counts only where it is configured', async () => {
    provider.behave(answers(yes))
    expect(await send(undefined)).toEqual(accepted)
    const transport = createTransport({})
    const outcome = await create({ url: provider.url, transport, deadlineMs: 1500 }).send(message, never)
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'network' })
    expect(provider.seen).toHaveLength(1)
  })

  test('a proxy carries the message, and sees a tunnel only', async () => {
    const proxy = await startProxy()
    provider.behave(answers(yes))
    expect(await send(proxy.url)).toEqual(accepted)
    expect(proxy.asked).toEqual([`localhost:${provider.port}`])
    expect(provider.seen).toHaveLength(1)
    expect(provider.seen[0]?.headers).not.toHaveProperty('proxy-authorization')
    await proxy.stop()
  })

  test('a proxy gets the user and the password that stand in its address', async () => {
    const proxy = await startProxy({ login: 'station@tn:p@ss/word' })
    provider.behave(answers(yes))
    expect(await send(proxy.url)).toEqual(accepted)
    const wrong = proxy.url.replace('word', 'wrong')
    expect(await send(wrong)).toEqual({ kind: 'refused', reason: 'network', code: 'PROXY_407' })
    expect(provider.seen).toHaveLength(1)
    await proxy.stop()
  })

  test('a proxy that is reached by TLS works too', async () => {
    const proxy = await startProxy({ certified: certify(authority, { name: 'proxy', hosts: ['127.0.0.1'] }) })
    provider.behave(answers(yes))
    expect(await send(proxy.url)).toEqual(accepted)
    expect(proxy.asked).toHaveLength(1)
    await proxy.stop()
  })

  test('a dead proxy is a refusal, and nothing goes around it', async () => {
    provider.behave(answers(yes))
    const outcome = await send(`http://127.0.0.1:${await closedPort()}`)
    expect(outcome).toEqual({ kind: 'refused', reason: 'network', code: 'ECONNREFUSED' })
    expect(provider.connections()).toBe(0)
  })

  test('a proxy that is silent, hangs up or talks nonsense is a refusal', async () => {
    const doings: ((socket: net.Socket) => void)[] = [
      () => undefined,
      (socket) => void socket.resetAndDestroy(),
      (socket) => void socket.end('220 mail.example ESMTP\r\n'),
      (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n<h1>Sign in</h1>'),
      (socket) => void socket.end('HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\n\r\n'),
    ]
    provider.behave(answers(yes))
    for (const doing of doings) {
      const server = net.createServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => doing(socket))
      })
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : 0
      expect(await send(`http://127.0.0.1:${port}`, ca, 450)).toMatchObject({
        kind: 'refused',
        reason: 'network',
      })
      server.close()
    }
    expect(provider.connections()).toBe(0)
  })
})

test.each([
  ['http://proxy.example:80', 'proxy.example', 80],
  ['http://proxy.example', 'proxy.example', 80],
  ['https://proxy.example:443', 'proxy.example', 443],
  ['https://proxy.example', 'proxy.example', 443],
  ['https://proxy.example:80', 'proxy.example', 80],
  ['http://user:password@proxy.example:3128', 'proxy.example', 3128],
  ['http://[::1]:80/', '::1', 80],
])('what stands in %s is dialled: %s, port %i', (proxy, host, port) => {
  expect(addressOf(new URL(proxy))).toEqual({ host, port })
})

test('a proxy that is no http(s) address, and a file that is no certificate, are found at the start', () => {
  expect(() => createTransport({ proxy: 'socks5://127.0.0.1:1080' })).toThrow('no http(s) address')
  expect(() => createTransport({ proxy: 'proxy.example' })).toThrow('no http(s) address')
  expect(() => createTransport({ proxy: 'http://me:50%off@proxy.example' })).toThrow('no http(s) address')
  expect(() =>
    createTransport({ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }),
  ).toThrow()
  expect(() => createTransport({ ca: 'no certificate at all' })).toThrow()
})
