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

/** After `ready`: serves the files of the built page in `folder`, each with its Content-Security-Policy. */
export const servePage = (folder: string) => {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file = normalize(join(folder, decodeURIComponent(url.pathname)))
    const type = types[extname(file)]
    if (
      request.method !== 'GET' ||
      `${url.protocol}//${url.host}` !== pageOrigin ||
      !file.startsWith(normalize(`${folder}/`)) ||
      !type
    ) {
      return new Response(null, { status: 404 })
    }
    try {
      return new Response(await readFile(file), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': policy,
          'X-Content-Type-Options': 'nosniff',
          'Cache-Control': 'no-store',
        },
      })
    } catch {
      return new Response(null, { status: 404 })
    }
  })
}
