import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { protocol } from 'electron'

/** Where our page lives. Nothing else is ever loaded, and only this page may call the door. */
export const pageOrigin = 'app://station'
export const pageUrl = `${pageOrigin}/index.html`

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Before `ready`: gives the page an origin of its own, with storage for the chosen language. */
export const registerPageScheme = () =>
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])

/**
 * After `ready`: serves the files of the built page in `folder`, each with its Content-Security-Policy. By the older of
 * Electron's two calls: `protocol.handle` brings up the whole of fetch in the main process, which the first screen would
 * wait for and nothing else needs (docs/performance.md).
 */
export const servePage = (folder: string) => {
  protocol.registerBufferProtocol('app', async ({ method, url: address }, answer) => {
    const url = new URL(address)
    const file = normalize(join(folder, decodeURIComponent(url.pathname)))
    const type = types[extname(file)]
    if (
      method !== 'GET' ||
      `${url.protocol}//${url.host}` !== pageOrigin ||
      !file.startsWith(normalize(`${folder}/`)) ||
      !type
    ) {
      return answer(notFound)
    }
    try {
      answer({ data: await readFile(file), headers: { ...headers, 'Content-Type': type } })
    } catch {
      answer(notFound)
    }
  })
}

const headers = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
}

const notFound = { statusCode: 404, data: Buffer.alloc(0) }
