import { expect, test } from 'vitest'
import { startClockWatch } from '../main/clock-watch.ts'
import type { LedgerEntry } from '../main/ledger/entry.ts'
import { fakeClock } from './fake-clock.ts'

const watched = () => {
  const clock = fakeClock()
  const flags: (string | undefined)[] = []
  const note = ({ event, outcome, reason }: LedgerEntry) => {
    if (event === 'flag' && outcome === 'clock_jump') flags.push(reason)
  }
  const sleep = { ms: 0 }
  const stop = startClockWatch({ clock, sinceBootMs: () => clock.uptimeMs() + sleep.ms, note })
  return { clock, flags, sleep, stop }
}

const hour = 60 * 60 * 1000

test('a clock that goes as time does raises no flag, nor does a little that the network sets right', async () => {
  const { clock, flags } = watched()
  await clock.pass(hour)
  clock.turn(59_000)
  await clock.pass(2 * hour)
  clock.turn(-59_000)
  await clock.pass(2 * hour)
  expect(flags).toEqual([])
})

test('a clock that is turned forward or back raises one flag within ten seconds, with the seconds', async () => {
  const { clock, flags } = watched()
  clock.turn(24 * hour)
  await clock.pass(10_000)
  expect(flags).toEqual(['+86400 s'])
  clock.turn(-61_000)
  await clock.pass(hour)
  expect(flags).toEqual(['+86400 s', '-61 s'])
})

test('a clock that is turned little by little raises one too', async () => {
  const { clock, flags } = watched()
  for (let step = 0; step < 12; step += 1) {
    clock.turn(10_000)
    await clock.pass(60_000)
  }
  expect(flags).toEqual(['+70 s'])
})

test('a computer that slept moves its clock with the time since its start: no flag', async () => {
  const { clock, flags, sleep } = watched()
  clock.turn(8 * hour)
  sleep.ms += 8 * hour
  await clock.pass(hour)
  expect(flags).toEqual([])
})

test('a watch that was ended raises none', async () => {
  const { clock, flags, stop } = watched()
  stop()
  clock.turn(24 * hour)
  await clock.pass(hour)
  expect(flags).toEqual([])
})
