import { X509Certificate } from 'node:crypto'
import type net from 'node:net'
import type { SecureContext } from 'node:tls'
import { codeOf, connect } from './connect.ts'
import { type Exchange, type HttpRequest, isAllowedUrl, isProxyAddress, type Transport } from './exchange.ts'
import { http, tls } from './on-demand.ts'

const bodyLimitBytes = 65_536

/**
 * The one way to a provider. It knows what left this computer and what did not, which no HTTP library tells, and
 * reads no environment variable: the proxy and the private certificate authority are the configuration's.
 *
 * `ca` is the text of a PEM file; Mozilla's authorities are trusted besides it, those of the operating system are not,
 * because variables choose where they are read. Throws where `ca` is no certificate or `proxy` no http(s) address that can be used.
 */
export const createTransport = ({
  proxy,
  ca,
  allowLoopbackHttp = false,
}: {
  proxy?: string | undefined
  ca?: string | undefined
  allowLoopbackHttp?: boolean
}): Transport => {
  if (proxy !== undefined && !isProxyAddress(proxy)) throw new TypeError('the proxy is no http(s) address')
  const proxyUrl = proxy === undefined ? undefined : new URL(proxy)
  const own = ca === undefined ? [] : certificatesIn(ca)
  let context: SecureContext | undefined
  // Made once, and with the first request: reading 120 authorities takes longer than a start may.
  const secureContext = () => {
    context ??= tls().createSecureContext({ ca: [...tls().rootCertificates, ...own], minVersion: 'TLSv1.2' })
    return context
  }
  return {
    exchange: async (request, signal) => {
      if (!isAllowedUrl(request.url, allowLoopbackHttp)) return { kind: 'not_sent', code: 'NOT_HTTPS' }
      let socket: net.Socket
      try {
        http().validateHeaderValue('path', request.url.href)
        for (const [name, value] of Object.entries(request.headers)) {
          http().validateHeaderName(name)
          http().validateHeaderValue(name, value)
        }
        socket = await connect({ target: request.url, proxy: proxyUrl, secureContext, signal })
      } catch (cause) {
        return { kind: 'not_sent', code: codeOf(cause) }
      }
      return converse(socket, request, signal)
    },
  }
}

/** Read at the start, so that a wrong file is not found by the first officer: TLS itself would pass over it in silence. */
const certificatesIn = (pem: string): string[] => {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
  if (!found) throw new TypeError('no certificate in PEM form')
  for (const certificate of found) new X509Certificate(certificate)
  return found
}

/** Writes the request on an open connection and reads the answer. From here on the provider may have heard it. */
const converse = (socket: net.Socket, { method, url, headers, body }: HttpRequest, signal: AbortSignal) =>
  new Promise<Exchange>((resolve) => {
    const end = (exchange: Exchange) => {
      signal.removeEventListener('abort', onAbort)
      resolve(exchange)
      socket.destroy()
    }
    const noAnswer = (cause: unknown) => end({ kind: 'no_answer', code: codeOf(cause) })
    const onAbort = () => end({ kind: 'no_answer', code: 'ETIMEDOUT' })
    if (signal.aborted) {
      resolve({ kind: 'not_sent', code: 'ETIMEDOUT' })
      socket.destroy()
      return
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const request = http().request({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      insecureHTTPParser: false,
      setHost: false,
    })
    // Set one by one, not in the options: those are what NODE_DEBUG prints.
    request.setHeader('host', url.host)
    request.setHeader('user-agent', 'TOR-UNVEIL-Login')
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value)
    request.setHeader('connection', 'close')
    request.on('error', noAnswer)
    request.once('close', noAnswer)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > bodyLimitBytes) return end({ kind: 'no_answer', code: 'BODY_TOO_LONG' })
        chunks.push(chunk)
      })
      response.on('error', noAnswer)
      response.once('end', () => {
        if (!response.complete) return noAnswer(undefined)
        end({
          kind: 'answered',
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
    request.end(body)
  })
