import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { readConfig } from '../../main/config/read-config.ts'
import { Problem } from '../../main/problem.ts'
import { temporaryFolder } from '../station.ts'

type Given = {
  development?: boolean
  text?: string
  environment?: NodeJS.ProcessEnv
  envText?: string
  required?: boolean
}

/** Reads a configuration file with this text, or one that does not exist. */
const read = ({ text, environment = {}, envText, required = false, development = true }: Given) => {
  const folder = temporaryFolder()
  const file = join(folder, 'config.json')
  if (text !== undefined) writeFileSync(file, text)
  const envFile = join(folder, '.env')
  if (envText !== undefined) writeFileSync(envFile, envText)
  return readConfig({ file, required, development, envFile, environment }).config
}
const settings = (value: unknown, environment: NodeJS.ProcessEnv = {}) =>
  read({ text: JSON.stringify(value), environment })

/** The lines of the report; fails where there is none. */
const report = (reading: () => unknown): string[] => {
  try {
    reading()
  } catch (cause) {
    if (cause instanceof Problem && cause.code === 'configuration') return cause.details
    throw cause
  }
  throw new Error('the configuration was accepted')
}

test('without a file the embedded defaults hold: SQLite, local gateway, two minutes, ES256', () => {
  expect(read({})).toEqual({
    installation: 'TOR UNVEIL',
    otp: { lifeSeconds: 120, resendWaitSeconds: 30 },
    session: { idleMinutes: 15 },
    token: { algorithm: 'ES256', audience: 'tor-unveil' },
    sms: {
      language: 'en',
      gateways: ['local'],
      allowLocal: false,
      templates: {},
      twilio: {},
      aws: { region: 'ap-south-1' },
      vonage: {},
    },
    network: {},
    store: { kind: 'sqlite' },
    ledger: { retentionDays: 365 },
    keys: { allowUnprotected: false },
    kit: {},
    kiosk: false,
    startAtLogin: false,
  })
})

test('a file changes what it names and leaves the rest', () => {
  const config = settings({ otp: { lifeSeconds: 300 }, sms: { language: 'ta' }, installation: 'தமிழ்நாடு காவல்' })
  expect(config.otp).toEqual({ lifeSeconds: 300, resendWaitSeconds: 30 })
  expect(config.sms.language).toBe('ta')
  expect(config.installation).toBe('தமிழ்நாடு காவல்')
})

test('five mistakes are reported at once, each with its path and a hint, and no value is repeated', () => {
  const lines = report(() =>
    settings({
      otp: { lifeSeconds: 7 },
      session: 'private-1',
      token: { algorithm: 'private-2' },
      sms: { twilio: { accountSid: 'private-3', from: 'private-4' } },
    }),
  )
  const [file, ...mistakes] = lines
  expect(file).toMatch(/config\.json$/)
  expect(mistakes).toHaveLength(5)
  for (const [path, hint] of [
    ['otp.lifeSeconds', '60 to 600 seconds'],
    ['session', 'idleMinutes'],
    ['token.algorithm', 'HS256'],
    ['sms.twilio.accountSid', '32 hexadecimal digits'],
    ['sms.twilio.from', '+15005550006'],
  ] as const) {
    expect(mistakes.filter((line) => line.startsWith(`${path}: `) && line.includes(hint))).toHaveLength(1)
  }
  expect(lines.join('\n')).not.toMatch(/private-\d/)
})

test.each([
  ['a text without quotation marks', '{"sms":{"twilio":{"authToken": s3cretvalue-and-more}}}'],
  ['a forgotten comma', '{"sms":{"twilio":{"authToken":"s3cretvalue" "from":"+15005550006"}}}'],
  ['a text that goes on', '{"sms":{"twilio":{"authToken":"s3cretvalue"extra}}}'],
  ['a text that never ends', '{"sms":{"twilio":{"authToken":"s3cretvalue'],
  ['single quotation marks', `{"sms":{"twilio":{"authToken":'s3cretvalue'}}}`],
])('a file that is not JSON (%s) is a mistake, and its report repeats no secret', (_what, text) => {
  const lines = report(() => read({ text }))
  expect(lines.join()).toContain('not valid JSON')
  expect(lines.join()).not.toContain('s3cret')
})

test('nor does what the program writes into its log about such a file', () => {
  const text = '{"sms":{"twilio":{"authToken": s3cretvalue-and-more}}}'
  let thrown: unknown
  try {
    read({ text })
  } catch (cause) {
    thrown = cause
  }
  expect(thrown).toBeInstanceOf(Problem)
  expect(inspect(thrown)).not.toContain('s3cret')
})

test.each(['[]', 'null', '5', '"text"'])('a file that holds %j is a mistake', (text) => {
  expect(report(() => read({ text })).join()).toContain('the whole file must be one { … } object')
})

test('an empty file is a mistake', () => {
  expect(report(() => read({ text: '' })).join()).toContain('not valid JSON')
})

test('a byte order mark, which Windows editors write, is no mistake', () => {
  expect(read({ text: '\uFEFF{"otp":{"lifeSeconds":90}}' }).otp.lifeSeconds).toBe(90)
})

test('a file that somebody named and that does not exist is a mistake; the usual one may be missing', () => {
  expect(report(() => read({ required: true })).join()).toContain('no such file')
  expect(() => read({ required: false })).not.toThrow()
})

test('a folder in the place of the file is a mistake that names it', () => {
  const file = join(temporaryFolder(), 'config.json')
  mkdirSync(file)
  expect(
    report(() => readConfig({ file, required: false, development: true, environment: {} })).join(),
  ).toContain(`${file}: cannot be read`)
})

const installersNames = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'from the environment',
  TWILIO_PHONE_NUMBER: '+15005550006',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'also from the environment',
  AWS_REGION: 'ap-south-2',
}

test('the variables that installers know override the file', () => {
  const fromFile = {
    sms: {
      twilio: { accountSid: `AC${'f'.repeat(32)}`, authToken: 'from the file', from: '+15005550001' },
      aws: { accessKeyId: 'AKIAFROMTHEFILE00000', secretAccessKey: 'from the file', region: 'eu-west-1' },
    },
  }
  expect(settings(fromFile).sms).toMatchObject(fromFile.sms)
  expect(settings(fromFile, installersNames).sms).toMatchObject({
    twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'from the environment', from: '+15005550006' },
    aws: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'also from the environment',
      region: 'ap-south-2',
    },
  })
})

test('an empty variable overrides nothing', () => {
  expect(settings({ sms: { aws: { region: 'eu-west-1' } } }, { AWS_REGION: '' }).sms.aws.region).toBe(
    'eu-west-1',
  )
})

test.each([
  ['TWILIO_ACCOUNT_SID', 'sms.twilio.accountSid', 'private'],
  ['TWILIO_AUTH_TOKEN', 'sms.twilio.authToken', 'private'.repeat(80)],
  ['TWILIO_PHONE_NUMBER', 'sms.twilio.from', 'private-private'],
  ['AWS_ACCESS_KEY_ID', 'sms.aws.accessKeyId', 'private'],
  ['AWS_SECRET_ACCESS_KEY', 'sms.aws.secretAccessKey', 'private'.repeat(80)],
  ['AWS_REGION', 'sms.aws.region', 'private'],
])('a mistake in %s is reported by that name, without its value', (name, path, value) => {
  const [line, ...more] = report(() => settings({}, { [name]: value })).slice(1)
  expect(line).toContain(`${path} (from ${name}): `)
  expect(line).toContain('Expected: ')
  expect(line).not.toContain('private')
  expect(more).toEqual([])
})

test('a mistake of the file is not blamed on a variable that is set to something else', () => {
  const lines = report(() =>
    settings({ sms: { twilio: { from: 'non-sense' } } }, { AWS_REGION: 'ap-south-2' }),
  )
  expect(lines.slice(1)).toHaveLength(1)
  expect(lines.join()).not.toContain('AWS_REGION')
})

test.each([{ sms: 5 }, { sms: { twilio: 'x' } }, { sms: [] }])(
  'a variable does not hide that the file has %j where an object must be',
  (wrong) => {
    expect(report(() => settings(wrong, installersNames))).toHaveLength(2)
  },
)

test('a .env file stands in for variables, and the real ones override it', () => {
  const envText = 'TWILIO_AUTH_TOKEN="from .env"\nAWS_REGION=eu-west-1\nOTHER=1\n'
  const { sms } = read({ envText, environment: { AWS_REGION: 'ap-south-2' } })
  expect(sms.twilio.authToken).toBe('from .env')
  expect(sms.aws.region).toBe('ap-south-2')
})

test('a .env file with a byte order mark loses none of its variables', () => {
  expect(read({ envText: '\uFEFFTWILIO_AUTH_TOKEN=first line\n' }).sms.twilio.authToken).toBe('first line')
})

const bounded = [
  ['otp', 'lifeSeconds', 60, 600],
  ['otp', 'resendWaitSeconds', 1, 300],
  ['otp', 'dailySends', 100, 1_000_000],
  ['session', 'idleMinutes', 2, 60],
  ['ledger', 'retentionDays', 180, 3650],
] as const

test.each(bounded)('%s.%s may be %d to %d and nothing else', (section, key, least, most) => {
  const set = (value: unknown) => () => settings({ [section]: { [key]: value } })
  for (const value of [least, most]) expect(set(value)()[section]).toMatchObject({ [key]: value })
  for (const value of [least - 1, most + 1, least + 0.5, String(least), null, 0, -1, true, [least]]) {
    expect(report(set(value))[1]).toMatch(new RegExp(`^${section}\\.${key}: .+Expected: `))
  }
})

test.each([
  ['installation', ''],
  ['installation', ' '],
  ['installation', 'x'.repeat(65)],
  ['installation', '<script>'],
  ['installation', 'a\nb'],
])('%s cannot be %j', (key, value) => {
  expect(report(() => settings({ [key]: value }))[1]).toContain('installation: ')
})

test.each([
  { token: { algorithm: 'none' } },
  { token: { algorithm: 'RS256' } },
  { token: { audience: '' } },
  { sms: { language: 'hi' } },
  { sms: { gateways: [] } },
  { sms: { gateways: ['local', 'local'] } },
  { sms: { gateways: ['carrier pigeon'] } },
  { sms: { gateways: 'local' } },
  { store: { kind: 'mongo' } },
  { store: 'sqlite' },
  { keys: { allowUnprotected: 'yes' } },
])('%j is a mistake with a hint', (wrong) => {
  const lines = report(() => settings(wrong)).slice(1)
  expect(lines).not.toEqual([])
  for (const line of lines) expect(line).toContain('Expected: ')
})

const unknownKeys = [
  { otp: { tries: 10 } },
  { limits: false },
  { sms: { sender: 'x' } },
  { session: { maxHours: 24 } },
  { store: { kind: 'sqlite', file: 'x' } },
]

test.each(unknownKeys)(
  'an unknown key, such as in %j, is a mistake: no key switches a limit off unseen',
  (wrong) => {
    expect(report(() => settings(wrong))[1]).toContain('Unrecognized key')
  },
)

test.each([
  '{"__proto__":{"polluted":true,"installation":"Other"}}',
  '{"otp":{"__proto__":{"polluted":true,"lifeSeconds":600}}}',
  '{"sms":{"twilio":{"__proto__":{"polluted":true}}}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
])('%s changes no setting and no other object', (text) => {
  for (const environment of [{}, installersNames]) {
    try {
      const config = read({ text, environment })
      expect(config.installation).toBe('TOR UNVEIL')
      expect(config.otp.lifeSeconds).toBe(120)
    } catch (cause) {
      expect(cause).toMatchObject({ code: 'configuration' })
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect('polluted' in {}).toBe(false)
  }
})
