import { expect, test } from 'vitest'
import { maskedLog } from '../main/log.ts'
import { createRevival } from '../main/revival.ts'
import { fakeClock } from './fake-clock.ts'

const second = 1000

const begin = ({ kiosk = true } = {}) => {
  const clock = fakeClock()
  const seen = { reloads: 0, crashes: 0 }
  const revival = createRevival({
    page: {
      reload: () => {
        seen.reloads += 1
      },
      crash: () => {
        seen.crashes += 1
        revival.gone('killed')
      },
    },
    kiosk: () => kiosk,
    clock,
    log: maskedLog(() => undefined),
  })
  const dies = async () => {
    revival.gone('crashed')
    await clock.pass(second)
  }
  return { clock, revival, seen, dies }
}

test('a page that dies comes back at once, but not while it is being taken down', async () => {
  const { clock, revival, seen } = begin()
  revival.gone('crashed')
  expect(seen.reloads).toBe(0)
  await clock.pass(0)
  expect(seen.reloads).toBe(1)
})

test('a page that dies for the sixth time within a minute comes back once the minute is over', async () => {
  const { clock, seen, dies } = begin()
  for (let death = 1; death <= 6; death += 1) await dies()
  expect(seen.reloads).toBe(5)
  await clock.pass(53 * second)
  expect(seen.reloads).toBe(5)
  await clock.pass(second)
  expect(seen.reloads).toBe(6)
})

test('a page that never stops dying is loaded five times a minute, and for ever', async () => {
  const { clock, seen } = begin()
  const revival = createRevival({
    page: {
      reload: () => {
        seen.reloads += 1
        clock.after(second, () => revival.gone('crashed'))
      },
      crash: () => undefined,
    },
    kiosk: () => true,
    clock,
    log: maskedLog(() => undefined),
  })
  revival.gone('crashed')
  await clock.pass(60 * 60 * second)
  expect(seen.reloads).toBeGreaterThanOrEqual(5 * 59)
  expect(seen.reloads).toBeLessThanOrEqual(5 * 61)
})

test('a kiosk page that hangs is ended after half a minute, and comes back', async () => {
  const { clock, revival, seen } = begin()
  revival.hangs()
  expect(revival.responsive()).toBe(false)
  await clock.pass(30 * second - 1)
  expect(seen.crashes).toBe(0)
  await clock.pass(1)
  await clock.pass(0)
  expect(seen).toEqual({ crashes: 1, reloads: 1 })
  expect(revival.responsive()).toBe(true)
})

test.each(['hangs', 'answers'] as const)(
  'a page that has died comes back once, and stays, although Chromium says late that it %s',
  async (news) => {
    const { clock, revival, seen, dies } = begin()
    for (let death = 1; death <= 5; death += 1) await dies()
    revival.gone('crashed')
    await clock.pass(40 * second)
    revival[news]()
    await clock.pass(600 * second)
    expect(seen).toEqual({ crashes: 0, reloads: 6 })
    expect(revival.responsive()).toBe(true)
  },
)

test('a page that answers again in time goes on', async () => {
  const { clock, revival, seen } = begin()
  revival.hangs()
  await clock.pass(29 * second)
  revival.answers()
  await clock.pass(60 * second)
  expect(seen).toEqual({ crashes: 0, reloads: 0 })
})

test('outside a kiosk a page that hangs is left to whoever stands there: he can close its window', async () => {
  const { clock, revival, seen } = begin({ kiosk: false })
  revival.hangs()
  await clock.pass(600 * second)
  expect([seen.crashes, revival.responsive()]).toEqual([0, false])
})
