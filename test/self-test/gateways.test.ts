import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '../../main/ledger/entry.ts'
import { type GatewayName, gatewayChecks } from '../../main/self-test/gateways.ts'
import type { AccountReport, Probe, Standing } from '../../main/sms/probe.ts'
import { createTestStation, type TestStation } from '../station.ts'
import { look, lookOnce } from './look.ts'

const answering = (name: string, report: AccountReport): Probe => ({ name, ask: async () => report })

const looksOf = ({ store, clock }: TestStation, gateways: GatewayName[], probes: Probe[] = []) =>
  gatewayChecks({ gateways, probes: () => probes, store, clock })

const levels: [Standing, string][] = [
  ['good', 'green'],
  ['trial', 'amber'],
  ['not_allowed', 'amber'],
  ['refused', 'amber'],
  ['reachable', 'amber'],
  ['no_answer', 'amber'],
  ['empty', 'red'],
  ['suspended', 'red'],
  ['credentials', 'red'],
  ['unreachable', 'red'],
  ['stranger', 'red'],
]

describe('a gateway', () => {
  test.each(levels)('of which the probe says %s is %s', async (standing, level) => {
    const station = await createTestStation()
    const { checks } = looksOf(station, ['aws'], [answering('aws', { standing, code: 'Code' })])
    expect(await lookOnce(checks, 'gateway')).toEqual({
      level,
      saying: `gateway.${standing}`,
      facts: { gateway: 'aws', code: 'Code' },
    })
  })

  test('that prints codes is amber, and one that lacks settings red', async () => {
    const { checks } = looksOf(await createTestStation(), ['local', 'vonage'])
    expect(await look(checks, 'gateway')).toMatchObject([
      { level: 'amber', saying: 'gateway.local' },
      { level: 'red', saying: 'gateway.incomplete', facts: { gateway: 'vonage' } },
    ])
  })

  const used = (reason: string): LedgerEntry => ({
    event: 'otp_verify',
    actor: 'o',
    subject: 'o',
    outcome: 'signed_in',
    reason,
  })
  const reachable = [answering('https', { standing: 'reachable', code: 'http_405' })]

  test('that cannot be asked is proved by a sign-in with its SMS, for thirty days', async () => {
    const station = await createTestStation()
    const { checks } = looksOf(station, ['https'], reachable)
    await station.store.note(used('aws accepted x, https refused quota'))
    expect(await lookOnce(checks, 'gateway')).toMatchObject({ level: 'amber', saying: 'gateway.reachable' })
    await station.store.note(used('aws refused network ECONNRESET, https accepted 42'))
    expect(await lookOnce(checks, 'gateway')).toEqual({
      level: 'green',
      saying: 'gateway.proved',
      facts: { gateway: 'https', code: 'http_405', at: '2026-01-15 09:00 UTC' },
    })
    station.clock.turn(31 * 86_400_000)
    expect(await lookOnce(checks, 'gateway')).toMatchObject({ level: 'amber' })
  })

  test('is proved by nothing where it cannot be reached', async () => {
    const station = await createTestStation()
    await station.store.note(used('https accepted 42'))
    const gone = [answering('https', { standing: 'unreachable', code: 'ENOTFOUND' })]
    expect(await lookOnce(looksOf(station, ['https'], gone).checks, 'gateway')).toMatchObject({
      level: 'red',
    })
  })

  test('has its clock compared, and is asked once for all', async () => {
    const station = await createTestStation()
    let asked = 0
    const dateMs = station.clock.wallMs() - 42_000
    const probe: Probe = {
      name: 'aws',
      ask: async () => {
        asked += 1
        return { standing: 'good', dateMs }
      },
    }
    const { checks, sightings } = looksOf(station, ['aws'], [probe])
    await look(checks, 'gateway')
    expect(await sightings()).toEqual([{ source: 'aws', aheadMs: 41_500 }])
    expect(asked).toBe(1)
  })

  test('that nobody could ask is a check that throws, and no clock', async () => {
    const { store, clock } = await createTestStation()
    const probes = () => {
      throw new Error('no proxy')
    }
    const { checks, sightings } = gatewayChecks({ gateways: ['aws'], probes, store, clock })
    await expect(look(checks, 'gateway')).rejects.toThrow('no proxy')
    expect(await sightings()).toEqual([])
  })
})

describe('the last word of a gateway', () => {
  test('is green where the ledger tells of no failure', async () => {
    const { checks } = looksOf(await createTestStation(), ['aws'])
    expect(await lookOnce(checks, 'gateway_history')).toMatchObject({ saying: 'gateway_history.none' })
  })

  test.each([
    ['gateway', 'aws', 'rests', 'quota', 'amber', 'rests: quota'],
    ['gateway', 'aws', 'back', undefined, 'green', 'back'],
    ['otp_delivery', 'o', 'failed', 'aws refused quota 9', 'amber', 'failed: aws refused quota 9'],
    [
      'otp_delivery',
      'o',
      'handed_over',
      'aws refused quota, https accepted 4',
      'amber',
      'handed_over: aws refused quota, https accepted 4',
    ],
    [
      'otp_delivery',
      'o',
      'handed_over',
      'https refused quota, aws accepted 4',
      'green',
      'handed_over: https refused quota, aws accepted 4',
    ],
    [
      'otp_delivery',
      'o',
      'may_still_arrive',
      'aws unknown network',
      'amber',
      'may_still_arrive: aws unknown network',
    ],
    ['otp_delivery', 'o', 'failed', 'aws rests, https rests', 'amber', 'failed: aws rests, https rests'],
  ] as const)('%s of %s: %s %s is %s', async (event, subject, outcome, reason, level, word) => {
    const station = await createTestStation()
    await station.store.note({ event, actor: 'terminal', subject, outcome, ...(reason && { reason }) })
    expect(await lookOnce(looksOf(station, ['aws']).checks, 'gateway_history')).toMatchObject({
      level,
      facts: { gateway: 'aws', at: '2026-01-15 09:00 UTC', word },
    })
  })
  const ofMessage = (subject: string, reason: string): LedgerEntry => ({
    event: 'otp_delivery',
    actor: 'terminal',
    subject,
    outcome: 'handed_over',
    reason,
  })

  test('is why it rests, also where messages went past it since', async () => {
    const station = await createTestStation()
    await station.store.note({
      event: 'gateway',
      actor: 'terminal',
      subject: 'aws',
      outcome: 'rests',
      reason: 'quota',
    })
    await station.store.note(ofMessage('o', 'aws rests, vonage refused number, https accepted 4'))
    expect(await lookOnce(looksOf(station, ['aws']).checks, 'gateway_history')).toMatchObject({
      level: 'amber',
      facts: { word: 'rests: quota' },
    })
  })

  test('is its own: none of a name that ends alike, or of an officer who is called so', async () => {
    const station = await createTestStation()
    await station.store.note(ofMessage('aws', 'my-aws refused quota 9, https accepted aws'))
    expect(await lookOnce(looksOf(station, ['aws']).checks, 'gateway_history')).toMatchObject({
      saying: 'gateway_history.none',
    })
  })
})
