import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certified } from './certificates.ts'

/** A real CONNECT proxy. Notes the tunnels that were asked for, and wants `login` (`user:password`) where it is given. */
export const startProxy = async ({ login, certified }: { login?: string; certified?: Certified } = {}) => {
  const asked: string[] = []
  const sockets = new Set<Duplex>()
  const refuse: http.RequestListener = (_, response) => void response.writeHead(405).end()
  const server = certified
    ? https.createServer(
        { cert: certified.certificate, key: certified.key.export({ type: 'pkcs8', format: 'pem' }) },
        refuse,
      )
    : http.createServer(refuse)
  server.on('connection', (socket: net.Socket) => sockets.add(socket.on('error', () => undefined)))
  server.on('connect', (request, client, head) => {
    asked.push(request.url ?? '')
    const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const [host, port] = (request.url ?? '').split(':')
    const onward = net.connect(Number(port), host === 'localhost' ? '127.0.0.1' : host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      onward.pipe(client).pipe(onward)
    })
    sockets.add(onward)
    onward.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `${certified ? 'https' : 'http'}://${login ? `${login.split(':').map(encodeURIComponent).join(':')}@` : ''}127.0.0.1:${port}`,
    asked,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A port of this computer on which nobody listens. */
export const closedPort = async (): Promise<number> => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
