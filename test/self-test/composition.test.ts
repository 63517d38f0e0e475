import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChecks } from '../../main/compose-self-test.ts'
import { maskedLog } from '../../main/log.ts'
import type { ThisProgram } from '../../main/self-test/program.ts'
import { runChecks } from '../../main/self-test/run-checks.ts'
import { inWords } from '../../main/self-test/sentences.ts'
import { accountSid, mobileSeva, secrets, snsError, twilioError } from '../sms/gateways/every-gateway.ts'
import { type Answer, faults, type Provider, startProvider } from '../sms/servers/provider.ts'
import { createTestStation } from '../station.ts'

/** As it is on a terminal. */
const program: ThisProgram = {
  version: '1.0.0',
  flavour: 'release',
  packaged: false,
  executable: process.execPath,
  args: ['--selftest'],
  environment: { PATH: '/usr/bin' },
}

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

const template = {
  text: 'Tamil Nadu Police\nYour OTP: {otp} (code {tag})',
  brand: 'Tamil Nadu Police',
  header: 'TNPOLS',
  entityId: '1101612345678901234',
  templateId: '1107161234567890123',
}

/** A terminal that sends by all four, each a server on this computer. */
const settings = (url: string) => {
  const { password, secureKey, username, ...https } = mobileSeva(url)
  return {
    sms: {
      gateways: ['https', 'aws', 'vonage', 'twilio'],
      templates: { en: template },
      twilio: { accountSid, authToken: secrets.twilio, from: 'TNPOLS', baseUrl: url },
      aws: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secrets.aws, baseUrl: url },
      vonage: { apiKey: 'abcd1234', apiSecret: secrets.vonage, baseUrl: url, reportsUrl: url },
      https: { ...https, username, password, secureKey },
    },
  }
}

type Name = 'https' | 'aws' | 'vonage' | 'twilio'

const whoIsAsked = (url: string): Name => {
  if (url.startsWith('/2010')) return 'twilio'
  if (url.startsWith('/account')) return 'vonage'
  return url === '/' ? 'aws' : 'https'
}

const answering = (given: Record<Name, Answer>) =>
  provider.behave((response) => {
    const { status, body, headers } = given[whoIsAsked(provider.seen.at(-1)?.url ?? '')]
    response.writeHead(status, headers).end(body)
  })

const selfTest = async (url = provider.url) => {
  const station = await createTestStation({ settings: settings(url) })
  const log = maskedLog(() => undefined)
  const findings = await runChecks({
    checks: createChecks({ station, program }),
    clock: station.clock,
    log,
    progress: () => undefined,
  })
  const of = (id: string) =>
    Object.fromEntries(
      findings.filter((each) => each.id === id).map(({ saying, facts }) => [facts.gateway ?? '', saying]),
    )
  return { station, findings, of }
}

const good: Record<Name, Answer> = {
  https: { status: 405, body: '' },
  twilio: { status: 200, body: JSON.stringify({ sid: accountSid, status: 'active', type: 'Full' }) },
  vonage: { status: 200, body: '{"value":12.5,"autoReload":false}' },
  aws: {
    status: 200,
    body: '<GetSMSSandboxAccountStatusResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetSMSSandboxAccountStatusResult><IsInSandbox>false</IsInSandbox></GetSMSSandboxAccountStatusResult></GetSMSSandboxAccountStatusResponse>',
  },
}

describe('the gateways of a terminal', () => {
  test('are each asked once, send nothing, and are told of by name', async () => {
    answering(good)
    const { of, station } = await selfTest()
    expect(of('gateway')).toEqual({
      https: 'gateway.reachable',
      aws: 'gateway.good',
      vonage: 'gateway.good',
      twilio: 'gateway.good',
    })
    expect(provider.seen).toHaveLength(4)
    for (const { url, body } of provider.seen) {
      expect(`${url}${body}`).not.toMatch(/OTP|98765|Publish|sms\/json|Messages/)
    }
    expect(station.inbox).toEqual([])
  })

  test('whose credentials are wrong are red', async () => {
    answering({
      https: { status: 200, body: '' },
      twilio: twilioError(401, 20003),
      vonage: { status: 401, body: '{"error-code":"401","error-code-label":"authentication failed"}' },
      aws: snsError(403, 'SignatureDoesNotMatch'),
    })
    expect((await selfTest()).of('gateway')).toMatchObject({
      aws: 'gateway.credentials',
      vonage: 'gateway.credentials',
      twilio: 'gateway.credentials',
    })
  })

  test('behind a captive portal, or out of reach, are red, and the clock is compared with nobody', async () => {
    const portal = faults('https://localhost:1/')['a redirect (302)']
    if (portal) provider.behave(portal)
    const behind = await selfTest()
    expect(new Set(Object.values(behind.of('gateway')))).toEqual(new Set(['gateway.stranger']))
    expect(behind.of('clock_network')).toEqual({ '': 'clock_network.unknown' })
    const gone = await selfTest('http://127.0.0.1:1')
    expect(new Set(Object.values(gone.of('gateway')))).toEqual(new Set(['gateway.unreachable']))
  })

  test.each([
    [0, 'clock_network.good'],
    [120_000, 'clock_network.off'],
    [-3_600_000, 'clock_network.wrong'],
  ])('whose clocks are %s ms ahead: %s', async (ms, saying) => {
    const station = await createTestStation()
    const date = new Date(station.clock.wallMs() + ms).toUTCString()
    const at = Object.entries(good).map(([name, answer]) => [name, { ...answer, headers: { date } }])
    answering(Object.fromEntries(at))
    expect((await selfTest()).of('clock_network')).toEqual({ '': saying })
  })

  test('tell no secret', async () => {
    answering(good)
    const { findings } = await selfTest()
    const printed = JSON.stringify(findings.map(inWords))
    for (const secret of [...Object.values(secrets), 'AKIAIOSFODNN7EXAMPLE'])
      expect(printed).not.toContain(secret)
  })
})

test('every check is made once, and has something to say', async () => {
  answering(good)
  const station = await createTestStation({ settings: settings(provider.url) })
  const ids = createChecks({ station, program }).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const { findings } = await selfTest()
  const told = new Set(findings.map(({ id }) => id))
  expect(ids.filter((id) => id !== 'login' && !told.has(id))).toEqual([])
  expect(findings.filter(({ saying }) => saying.startsWith('failed.'))).toEqual([])
})
