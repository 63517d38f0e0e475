import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { certify, makeAuthority } from '../servers/certificates.ts'
import { type Provider, startProvider } from '../servers/provider.ts'
import { everyGateway, message, secrets } from './every-gateway.ts'

const authority = makeAuthority('Authority of the department')
const stranger = makeAuthority('Authority of a listener')
const folder = mkdtempSync(join(tmpdir(), 'hostile-'))

let provider: Provider
let impostor: Provider
let trapped = 0
const trap = net.createServer((socket) => {
  trapped += 1
  socket.destroy()
})
beforeAll(async () => {
  provider = await startProvider(certify(authority, { name: 'provider', hosts: ['localhost'] }))
  impostor = await startProvider(certify(stranger, { name: 'provider', hosts: ['localhost'] }))
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  trap.close()
  await Promise.all([provider.stop(), impostor.stop()])
  rmSync(folder, { recursive: true })
})

/** Answers each gateway's request with its own yes. */
const sayYes = (server: Provider) =>
  server.behave((response) => {
    const { url = '' } = server.seen.at(-1) ?? {}
    const name = url.startsWith('/2010')
      ? 'twilio'
      : url === '/sms/json'
        ? 'vonage'
        : url === '/'
          ? 'aws'
          : 'https'
    const yes = everyGateway.find((one) => one.name === name)?.yes
    response.writeHead(yes?.status ?? 500, yes?.headers).end(yes?.body)
  })

type Told = {
  name: string
  before: string[]
  made: string[]
  after: string[]
  kind: string
  longestMs: number
}

/** Runs the program that sends by each gateway in a process of its own. */
const sendAll = async (url: string, environment: Record<string, string>) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sends-once.ts')], {
    env: { PATH: process.env.PATH, ...environment },
  })
  child.stdin.end(JSON.stringify({ url, ca: authority.certificate }))
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  const last = out.trim().split('\n').at(-1) ?? ''
  const told: Told[] = JSON.parse(last || '[]')
  return { told, printed: `${out}${errors}` }
}

const hostile = () => {
  const address = trap.address()
  const evil = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const host = evil.replace('http://', '')
  const config = join(folder, '.aws', 'config')
  const credentials = join(folder, '.aws', 'credentials')
  const strangerFile = join(folder, 'stranger.pem')
  mkdirSync(join(folder, '.aws'), { recursive: true })
  writeFileSync(strangerFile, stranger.certificate)
  const profile = `region = eu-west-1\nendpoint_url = ${evil}\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nmax_attempts = 5\nsdk_ua_app_id = evil\n`
  writeFileSync(
    config,
    `[default]\n${profile}\n[profile evil]\n${profile}credential_process = touch ${folder}/ran\n`,
  )
  writeFileSync(credentials, '[evil]\naws_access_key_id = AKIAEVIL\naws_secret_access_key = evil\n')
  const proxies = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'http_proxy',
    'https_proxy',
    'all_proxy',
    'npm_config_proxy',
  ]
  return {
    ...Object.fromEntries(proxies.map((name) => [name, evil])),
    ...{ NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1', GLOBAL_AGENT_HTTP_PROXY: evil },
    ...{
      TWILIO_REGION: `${host}/x`,
      TWILIO_EDGE: 'evil',
      TWILIO_LOG_LEVEL: 'debug',
      TWILIO_CA_BUNDLE: strangerFile,
    },
    ...{ TWILIO_ACCOUNT_SID: 'ACevil', TWILIO_AUTH_TOKEN: 'evil' },
    ...{ AWS_ENDPOINT_URL: evil, AWS_ENDPOINT_URL_SNS: evil, AWS_PROFILE: 'evil', AWS_SDK_LOAD_CONFIG: '1' },
    ...{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_CONFIG_FILE: config },
    ...{
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_ACCESS_KEY_ID: 'AKIAEVIL',
      AWS_SECRET_ACCESS_KEY: 'evil',
    },
    ...{ AWS_SESSION_TOKEN: 'evil', AWS_CONTAINER_CREDENTIALS_FULL_URI: evil, AWS_CA_BUNDLE: strangerFile },
    ...{ AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true', AWS_MAX_ATTEMPTS: '5' },
    ...{
      AWS_RETRY_MODE: 'adaptive',
      AWS_DEFAULTS_MODE: 'auto',
      AWS_AUTH_SCHEME_PREFERENCE: 'httpBearerAuth',
    },
    ...{ AWS_EC2_METADATA_SERVICE_ENDPOINT: evil, AWS_SDK_UA_APP_ID: 'evil', AWS_EXECUTION_ENV: 'evil' },
    ...{ NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: strangerFile, NODE_USE_SYSTEM_CA: '1' },
    ...{ SSL_CERT_FILE: strangerFile, SSL_CERT_DIR: folder, SSLKEYLOGFILE: join(folder, 'keys.log') },
    ...{ DEBUG: '*', NODE_DEBUG: 'http,https,tls,net,stream,module', HOME: folder, USERPROFILE: folder },
  }
}

const seenSecrets = (printed: string) =>
  [...Object.values(secrets), message.to, message.text, '004217', '9876543210']
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').slice(0, -3),
    ])
    .filter((secret) => printed.includes(secret))

test('no SDK is loaded before the first send, and axios never', async () => {
  sayYes(provider)
  const { told } = await sendAll(provider.url, {})
  expect(told.map(({ longestMs: _, ...rest }) => rest)).toEqual([
    { name: 'vonage', before: [], made: [], after: [], kind: 'accepted' },
    { name: 'https', before: [], made: [], after: [], kind: 'accepted' },
    { name: 'https by GET', before: [], made: [], after: [], kind: 'accepted' },
    { name: 'twilio', before: [], made: [], after: ['twilio'], kind: 'accepted' },
    { name: 'aws', before: ['twilio'], made: ['twilio'], after: ['twilio', '@aws-sdk'], kind: 'accepted' },
  ])
})

test('an environment that redirects and listens in changes no destination and prints no secret', async () => {
  sayYes(provider)
  trapped = 0
  const { told, printed } = await sendAll(provider.url, hostile())
  expect(told.map(({ kind }) => kind)).toEqual(Array(5).fill('accepted'))
  expect(provider.seen).toHaveLength(5)
  expect(trapped).toBe(0)
  // Node did print what it was told to print.
  expect(printed).toMatch(/^HTTP \d+:/m)
  expect(seenSecrets(printed)).toEqual([])
  expect(existsSync(join(folder, 'keys.log'))).toBe(false)
  expect(existsSync(join(folder, 'ran'))).toBe(false)
  const signed = provider.seen.find(({ url }) => url === '/')?.headers.authorization
  expect(signed).toContain('Credential=AKIAIOSFODNN7EXAMPLE/')
  expect(signed).toContain('/ap-south-1/sns/')
})

test('an environment that trusts a listener’s authority, or none, opens no connection to the listener', async () => {
  sayYes(impostor)
  const { told, printed } = await sendAll(impostor.url, hostile())
  expect(told.map(({ kind }) => kind)).toEqual(Array(5).fill('refused'))
  expect(impostor.seen).toHaveLength(0)
  expect(seenSecrets(printed)).toEqual([])
})

test('the hostile environment is a real one: an ordinary request follows it', async () => {
  sayYes(impostor)
  const child = spawn(
    process.execPath,
    ['-e', `require('https').get('${impostor.url}', (r) => r.resume())`],
    {
      env: { ...hostile(), NODE_USE_ENV_PROXY: '0', NODE_DEBUG: '' },
      stdio: 'ignore',
    },
  )
  await new Promise((done) => child.on('exit', done))
  expect(impostor.seen).toHaveLength(1)
  expect(readFileSync(join(folder, 'stranger.pem'), 'utf8')).toContain('CERTIFICATE')
})
