import { describe, expect, test } from 'vitest'
import { type Policy, policyFrom } from '../../main/login/policy.ts'
import { configurationChecks } from '../../main/self-test/configuration.ts'
import { createTestStation, type TestStation, testConfiguration } from '../station.ts'
import { look, lookOnce } from './look.ts'

const checksOf = (station: TestStation, packaged = false, policy = policyFrom(station.config)) =>
  configurationChecks({ station, policy, packaged })

test('a configuration that lacks nothing is green', async () => {
  const station = await createTestStation()
  expect(await lookOnce(checksOf(station), 'configuration')).toMatchObject({ level: 'green' })
  expect(await lookOnce(checksOf(station), 'dlt_templates')).toMatchObject({ level: 'green' })
})

test('every mistake is red on its own, and what is wrong with the texts is told once', async () => {
  const station = await createTestStation({ settings: { sms: { gateways: ['aws', 'local'] } } })
  const details = (await look(checksOf(station, true), 'configuration')).map(({ facts }) => facts.detail)
  expect(details).toEqual([
    expect.stringContaining('sms.gateways: "local"'),
    expect.stringContaining('sms.aws.accessKeyId'),
    expect.stringContaining('sms.aws.secretAccessKey'),
  ])
  expect(await lookOnce(checksOf(station, true), 'dlt_templates')).toMatchObject({
    level: 'red',
    saying: 'dlt_templates.error',
    facts: { detail: expect.stringContaining('sms.templates.en') },
  })
})

test('a text that operators may drop is amber', async () => {
  const sms = { gateways: ['twilio'], twilio: { accountSid: `AC${'0'.repeat(32)}`, from: '+15005550006' } }
  const station = await createTestStation({ settings: { sms } })
  expect(await lookOnce(checksOf(station), 'dlt_templates')).toMatchObject({
    level: 'amber',
    facts: { detail: expect.stringContaining('Twilio takes header') },
  })
})

describe('the limits', () => {
  const { config } = testConfiguration()
  const policy = policyFrom(config)
  const changed: [string, Partial<Policy>][] = [
    ['code.lifeMs', { code: { ...policy.code, lifeMs: 601_000 } }],
    ['code.tries', { code: { ...policy.code, tries: 4 } }],
    ['rescue.lifeMs', { rescue: { lifeMs: 1 } }],
    ['setUp.lifeMs', { setUp: { ...policy.setUp, lifeMs: 1 } }],
    ['setUp.tries', { setUp: { ...policy.setUp, tries: 30 } }],
    ['lock.afterWrong', { lock: { ...policy.lock, afterWrong: 30 } }],
    ['lock.firstMs', { lock: { ...policy.lock, firstMs: 0 } }],
    ['lock.longestMs', { lock: { ...policy.lock, longestMs: 0 } }],
    ['lock.wrongPerDay', { lock: { ...policy.lock, wrongPerDay: 3000 } }],
    ['send.perAccount', { send: { ...policy.send, perAccount: { most: 30, perMs: 60_000 } } }],
    ['send.firstWaitMs', { send: { ...policy.send, firstWaitMs: 0 } }],
    ['send.longestWaitMs', { send: { ...policy.send, longestWaitMs: 0 } }],
    [
      'send.unverifiedPerTerminal',
      { send: { ...policy.send, unverifiedPerTerminal: { most: 120, perMs: 1 } } },
    ],
    ['send.allPerTerminal', { send: { ...policy.send, allPerTerminal: { most: 6000, perMs: 3_600_000 } } }],
    ['send.replyFloorMs', { send: { ...policy.send, replyFloorMs: 0 } }],
    ['session.lifeMs', { session: { ...policy.session, lifeMs: 9 * 3_600_000 } }],
    ['session.idleMs', { session: { ...policy.session, idleMs: 3_660_000 } }],
  ]

  test('of the program are green, with their figures', async () => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station), 'limits')).toEqual({
      level: 'green',
      saying: 'limits.kept',
      facts: { sends: 3, tries: 3, lock: 5, life: 120, idle: 15 },
    })
  })

  test.each(changed)('are red where %s is another one', async (names, change) => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station, true, { ...policy, ...change }), 'limits')).toEqual({
      level: 'red',
      saying: 'limits.changed',
      facts: { names },
    })
  })

  test('that the configuration may set are green at their bounds', async () => {
    const station = await createTestStation()
    for (const settings of [
      { otp: { lifeSeconds: 60, resendWaitSeconds: 1 }, session: { idleMinutes: 2 } },
      { otp: { lifeSeconds: 600, resendWaitSeconds: 300 }, session: { idleMinutes: 60 } },
    ]) {
      const own = policyFrom(testConfiguration(settings).config)
      expect(await lookOnce(checksOf(station, true, own), 'limits')).toMatchObject({ level: 'green' })
    }
  })
})
