import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { createHttpsGateway } from '../../../main/sms/https-gateway.ts'
import { createTransport } from '../../../main/sms/transport.ts'
import { everyGateway, message, mobileSeva } from './every-gateway.ts'

// A program of its own, for a hostile environment: sends by each gateway to `url`, and tells what came of it, which
// SDKs were loaded before, and how long it stood still.
const { url, ca } = JSON.parse(await text(process.stdin))
const transport = createTransport({ ca })
const loaded = () => {
  const files = Object.keys(createRequire(import.meta.url).cache)
  return ['twilio', 'axios', '@aws-sdk'].filter((name) =>
    files.some((file) => file.includes(`/node_modules/${name}/`)),
  )
}

const inAddress = {
  name: 'https by GET',
  create: ({ url }: { url: string }) =>
    createHttpsGateway({
      ...mobileSeva(url),
      method: 'GET',
      fields: { user: '{username}', pin: '{password}', key: '{secureKey}', message: '{text}', to: '{to}' },
      transport,
    }),
}

const told = []
for (const name of ['vonage', 'https', 'https by GET', 'twilio', 'aws']) {
  const one = [...everyGateway, inAddress].find((gateway) => gateway.name === name)
  if (!one) throw new Error('no such gateway')
  const before = loaded()
  let longestMs = 0
  let at = performance.now()
  const ticker = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - at)
    at = performance.now()
  }, 1)
  const gateway = one.create({ url, transport })
  const made = loaded()
  const { kind } = await gateway.send(message, new AbortController().signal)
  await new Promise((done) => setTimeout(done, 5))
  clearInterval(ticker)
  told.push({ name, before, made, after: loaded(), kind, longestMs: Math.round(longestMs) })
}
process.stdout.write(`${JSON.stringify(told)}\n`)
