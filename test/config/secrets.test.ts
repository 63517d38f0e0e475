import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkConfig } from '../../main/check-station.ts'
import { readConfig } from '../../main/config/read-config.ts'
import { Problem } from '../../main/problem.ts'
import { temporaryFolder } from '../station.ts'

const read = (settings: unknown, development: boolean) => {
  const file = join(temporaryFolder(), 'config.json')
  writeFileSync(file, JSON.stringify(settings))
  return readConfig({ file, required: true, development, environment: {} })
}

const mistakes = (settings: unknown): string => {
  try {
    read(settings, false)
  } catch (cause) {
    if (cause instanceof Problem) return cause.details.join('\n')
  }
  return ''
}

const gateways = ['twilio']

test('an installed program takes no secret from its file, names each, and repeats none', () => {
  const report = mistakes({
    sms: {
      gateways,
      twilio: { authToken: 's3cret-1' },
      aws: { secretAccessKey: 's3cret-2' },
      vonage: { apiSecret: 's3cret-3' },
    },
    network: { proxy: 'http://me:s3cret-4@proxy.example:3128' },
  })
  for (const path of [
    'sms.twilio.authToken',
    'sms.aws.secretAccessKey',
    'sms.vonage.apiSecret',
    'network.proxy',
  ]) {
    expect(report).toContain(`--set-secret ${path}`)
  }
  expect(report).not.toContain('s3cret')
})

test('a proxy without a password is no secret', () => {
  expect(
    read({ sms: { gateways }, network: { proxy: 'http://proxy.example:3128' } }, false).config.network.proxy,
  ).toBe('http://proxy.example:3128')
})

test('in development the file may hold secrets', () => {
  expect(read({ sms: { twilio: { authToken: 'x' } } }, true).config.sms.twilio.authToken).toBe('x')
})

test('a sealed secret completes the configuration, and one that is set already stays', () => {
  const sealed: Record<string, string> = {
    'sms.twilio.authToken': 'sealed',
    'network.proxy': 'http://sealed.example:1',
  }
  const { complete } = read({ sms: { gateways }, network: { proxy: 'http://own.example:1' } }, false)
  const config = complete((name) => sealed[name])
  expect(config.sms.twilio.authToken).toBe('sealed')
  expect(config.network.proxy).toBe('http://own.example:1')
})

test('a sealed secret that cannot be right is reported', () => {
  const { complete } = read({ sms: { gateways } }, false)
  expect(() => complete((name) => (name === 'network.proxy' ? 'not an address' : undefined))).toThrow(Problem)
})

test('an installed program must be told its gateways; in development codes are printed', () => {
  const { config } = read({}, false)
  const { lacks } = checkConfig({ config, secretOf: () => undefined, development: false })
  expect(lacks).toEqual([{ text: expect.stringContaining('sms.gateways: is missing'), secret: false }])
  expect(read({}, true).config.sms.gateways).toEqual(['local'])
})

test('a secret of an HTTPS gateway that is not set up is left alone', () => {
  const { complete } = read({ sms: { gateways } }, false)
  expect(complete((name) => (name === 'sms.https.apiKey' ? 'key' : undefined)).sms.https).toBeUndefined()
})
