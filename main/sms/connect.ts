import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { http, net, tls } from './on-demand.ts'

/** The code of a network error as one word: system and TLS codes are safe to write down, messages are not. */
export const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && /^\w{2,60}$/.test(cause.code)
    ? cause.code
    : 'UNKNOWN'

/** An error that carries nothing but a code. */
export const codeError = (code: string) => Object.assign(new Error(code), { code })

/**
 * Opens a connection on which the request can be written: through the proxy where there is one, and with the
 * certificate verified. Until this resolves nothing of the request has left this computer. Rejects with a code.
 */
export const connect = async ({
  target,
  proxy,
  secureContext,
  signal,
}: {
  target: URL
  proxy: URL | undefined
  secureContext: () => SecureContext
  signal: AbortSignal
}): Promise<Socket> => {
  const direct = (url: URL) => {
    // With several addresses, one that does not answer costs a second. Node's own 250 ms are too short for a slow line.
    const choice = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1000 }
    return opened(() => net().connect({ ...addressOf(url), ...choice }), 'connect', signal)
  }
  const secured = (socket: Socket, host: string) =>
    opened(
      () =>
        tls().connect({
          socket,
          // Said, not left to defaults, which an environment variable can change.
          rejectUnauthorized: true,
          secureContext: secureContext(),
          ALPNProtocols: ['http/1.1'],
          ...(net().isIP(host) ? { host } : { host, servername: host }),
        }),
      'secureConnect',
      signal,
    )
  if (target.protocol === 'http:') return direct(target)
  if (!proxy) return secured(await direct(target), hostOf(target))
  const plain = await direct(proxy)
  const toProxy = proxy.protocol === 'https:' ? await secured(plain, hostOf(proxy)) : plain
  return secured(await tunnel(toProxy, target, proxy, signal), hostOf(target))
}

/** Whom to dial. A URL forgets a port that its scheme has anyhow, so none written means that one. */
export const addressOf = (url: URL): { host: string; port: number } => ({
  host: hostOf(url),
  port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
})

const hostOf = (url: URL) => url.hostname.replace(/^\[(.*)\]$/, '$1')

const opened = <Kind extends Socket>(
  open: () => Kind,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
) =>
  new Promise<Kind>((resolve, reject) => {
    if (signal.aborted) return reject(codeError('ETIMEDOUT'))
    const socket = open()
    const fail = (cause: Error) => {
      reject(cause)
      socket.destroy()
    }
    const onClose = () => fail(codeError('ECONNRESET'))
    const onAbort = () => fail(codeError('ETIMEDOUT'))
    // Stays: a socket that nobody listens to may still fail later, and must not take the program with it.
    socket.on('error', fail)
    socket.once('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once(event, () => {
      socket.off('close', onClose)
      signal.removeEventListener('abort', onAbort)
      resolve(socket)
    })
  })

const tunnel = (socket: Socket, target: URL, proxy: URL, signal: AbortSignal) =>
  new Promise<Socket>((resolve, reject) => {
    const authority = `${target.hostname}:${target.port || 443}`
    const request = http().request({
      method: 'CONNECT',
      path: authority,
      createConnection: () => socket,
      setHost: false,
    })
    request.setHeader('host', authority)
    if (proxy.username || proxy.password) {
      const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
      request.setHeader('proxy-authorization', `Basic ${Buffer.from(login).toString('base64')}`)
    }
    const onAbort = () => request.destroy(codeError('ETIMEDOUT'))
    signal.addEventListener('abort', onAbort, { once: true })
    request.once('close', () => signal.removeEventListener('abort', onAbort))
    request.on('error', reject)
    request.once('connect', ({ statusCode = 0 }, tunnelled: Socket, head: Buffer) => {
      signal.removeEventListener('abort', onAbort)
      // A server that is spoken to in TLS never speaks first.
      if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(tunnelled)
      tunnelled.destroy()
      reject(codeError(`PROXY_${statusCode}`))
    })
    request.end()
  })
