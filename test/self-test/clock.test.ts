import { describe, expect, test } from 'vitest'
import { clockChecks, type Sighting } from '../../main/self-test/clock.ts'
import { createTestStation, type TestStation } from '../station.ts'
import { lookOnce } from './look.ts'

const checksOf = ({ clock, records, upkeep }: TestStation, seen: Sighting[] = []) =>
  clockChecks({ clock, records, inspection: upkeep.inspection, sightings: async () => seen })

describe('the clock, compared with the records,', () => {
  test('is green while both go on, over a restart of the computer too', async () => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station), 'clock_records')).toMatchObject({ level: 'green' })
    await station.clock.pass(3_600_000)
    expect(await lookOnce(checksOf(station), 'clock_records')).toMatchObject({ level: 'green' })
    await station.close()
    station.clock.reboot(7_200_000)
    const again = await createTestStation({ home: station.home, clock: station.clock })
    expect(await lookOnce(checksOf(again), 'clock_records')).toMatchObject({ level: 'green' })
  })

  test('is red where the newest entry is yet to come', async () => {
    const station = await createTestStation()
    station.clock.turn(-120_000)
    expect(await lookOnce(checksOf(station), 'clock_records')).toEqual({
      level: 'red',
      saying: 'clock_records.behind',
      facts: { at: '2026-01-15 09:00 UTC' },
    })
  })

  test('is amber where it lost time since', async () => {
    const station = await createTestStation()
    await station.clock.pass(3_600_000)
    station.clock.turn(-120_000)
    expect(await lookOnce(checksOf(station), 'clock_records')).toEqual({
      level: 'amber',
      saying: 'clock_records.turned',
      facts: { seconds: 120 },
    })
  })

  test('may be set right by less than a minute', async () => {
    const station = await createTestStation()
    station.clock.turn(-59_000)
    expect(await lookOnce(checksOf(station), 'clock_records')).toMatchObject({ level: 'green' })
  })
})

describe('the clock, compared with others,', () => {
  test.each([
    [0, 'green', 'clock_network.good'],
    [-29_999, 'green', 'clock_network.good'],
    [30_000, 'amber', 'clock_network.off'],
    [-299_999, 'amber', 'clock_network.off'],
    [300_000, 'red', 'clock_network.wrong'],
    [-86_400_000, 'red', 'clock_network.wrong'],
  ])('and %s ms ahead, is %s', async (aheadMs, level, saying) => {
    const station = await createTestStation()
    const seen = [
      { source: 'vonage', aheadMs: 0 },
      { source: 'twilio', aheadMs },
    ]
    const sources = saying === 'clock_network.good' ? 'vonage, twilio' : 'twilio'
    expect(await lookOnce(checksOf(station, seen), 'clock_network')).toEqual({
      level,
      saying,
      facts: { sources, seconds: Math.ceil(Math.abs(aheadMs) / 1000) },
    })
  })

  test('is amber where nobody told the time', async () => {
    const station = await createTestStation()
    expect(await lookOnce(checksOf(station), 'clock_network')).toMatchObject({
      level: 'amber',
      saying: 'clock_network.unknown',
    })
  })
})
