import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Certified } from './certificates.ts'

export type Seen = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }
export type Answer = { status: number; body: string; headers?: Record<string, string> }

/** What a server does with a request that it has read. `socket` is the connection under the TLS. */
export type Behaviour = (response: http.ServerResponse, socket: net.Socket) => void

/** A real server on a free port of this computer that plays a provider, or what may stand in its place. */
export const startProvider = async (certified?: Certified) => {
  const seen: Seen[] = []
  let connections = 0
  let behaviour: Behaviour = (response) => response.end()
  const handle: http.RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') })
    const socket = [...sockets].find(({ remotePort }) => remotePort === request.socket.remotePort)
    if (socket) behaviour(response, socket)
  }
  const server = certified
    ? https.createServer(
        { cert: certified.certificate, key: certified.key.export({ type: 'pkcs8', format: 'pem' }) },
        handle,
      )
    : http.createServer(handle)
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `${certified ? 'https' : 'http'}://localhost:${port}`,
    seen,
    connections: () => connections,
    openConnections: () => sockets.size,
    behave: (next: Behaviour) => {
      seen.length = 0
      connections = 0
      behaviour = next
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
export type Provider = Awaited<ReturnType<typeof startProvider>>

export const answers =
  ({ status, body, headers = {} }: Answer): Behaviour =>
  (response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

const portalPage =
  '<!doctype html><html><head><title>Sign in to Wi-Fi</title></head><body>Accept</body></html>'
const html = { 'content-type': 'text/html' }

/** Every way in which a network or a provider fails after it was reached. */
export const faults = (elsewhere: string): Record<string, Behaviour> => ({
  'no answer': () => undefined,
  'headers that stop': (response) => void response.socket?.write('HTTP/1.1 200 OK\r\nContent-Ty'),
  'a body that stops': (response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"messages":')
  },
  'a body that drips': (response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write(' '), 10)
    response.on('close', () => clearInterval(drip))
  },
  'a body without end': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (response.write(' '.repeat(16_384)));
    }
    response.on('drain', more)
    more()
  },
  'a body that is cut': (response) => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write('{"messages":', () => response.socket?.destroy())
  },
  'a reset after the request': (_, socket) => void socket.resetAndDestroy(),
  'a close after the request': (response) => void response.socket?.end(),
  'an answer that is no HTTP': (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
  '500 with a page': answers({ status: 500, body: '<h1>Internal Server Error</h1>', headers: html }),
  '503 with nothing': answers({ status: 503, body: '' }),
  '429 without the provider’s body': answers({
    status: 429,
    body: '<h1>Too many requests</h1>',
    headers: html,
  }),
  '403 with a proxy’s page': answers({ status: 403, body: portalPage, headers: html }),
  '404 with nothing': answers({ status: 404, body: '' }),
  '400 with {}': answers({ status: 400, body: '{}', headers: { 'content-type': 'application/json' } }),
  'a portal page with 200': answers({ status: 200, body: portalPage, headers: html }),
  '{} with 200': answers({ status: 200, body: '{}', headers: { 'content-type': 'application/json' } }),
  'null with 200': answers({ status: 200, body: 'null', headers: { 'content-type': 'application/json' } }),
  '204 with nothing': answers({ status: 204, body: '' }),
  'a redirect (302)': answers({ status: 302, body: '', headers: { location: elsewhere } }),
  'a redirect (307)': answers({ status: 307, body: '', headers: { location: elsewhere } }),
  'a redirect (308)': answers({ status: 308, body: portalPage, headers: { location: elsewhere } }),
})

/** With TLS these come before any request can be sent: what a server does with a connection. */
export const earlyFaults: Record<string, (socket: net.Socket) => void> = {
  'a reset before the request': (socket) => void socket.resetAndDestroy(),
  'a close before the request': (socket) => void socket.end(),
  'a reset in the handshake': (socket) => void socket.once('data', () => socket.resetAndDestroy()),
  'a handshake that stops': () => undefined,
  'a server that speaks no TLS': (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
}

/** A server that never comes to a request. */
export const startWithoutTls = async (onConnection: (socket: net.Socket) => void) => {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `https://localhost:${typeof address === 'object' && address ? address.port : 0}`,
    connections: () => sockets.size,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
