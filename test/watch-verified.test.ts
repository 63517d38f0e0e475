import { expect, test } from 'vitest'
import type { LedgerEntry } from '../main/ledger/entry.ts'
import { maskedLog } from '../main/log.ts'
import { StoreUnavailable } from '../main/store/store.ts'
import { startVerifiedWatch } from '../main/watch-verified.ts'
import { ledgerFile } from './ledger/ledger-file.ts'

const hour = 60 * 60 * 1000

const watched = async (before = 0) => {
  const ledger = ledgerFile()
  const flags: (string | undefined)[] = []
  const logged: string[] = []
  const note = ({ outcome, reason }: LedgerEntry) => {
    if (outcome === 'few_verified') flags.push(reason)
  }
  const broken = { now: false }
  const store = {
    ...ledger.records,
    newest: async (...args: Parameters<typeof ledger.records.newest>) => {
      if (broken.now) throw new StoreUnavailable('away')
      return ledger.records.newest(...args)
    },
  }
  const send = (count: number) => ledger.write(count)
  const signIn = (count: number) => ledger.write(count, { event: 'otp_verify', outcome: 'signed_in' })
  await send(before)
  const log = maskedLog((level, message) => logged.push(`${level} ${message}`))
  const stop = startVerifiedWatch({ clock: ledger.clock, store, note, log })
  await ledger.clock.pass(0)
  const pass = () => ledger.clock.pass(hour)
  return { ...ledger, flags, logged, broken, send, signIn, pass, stop }
}

test('an hour in which fewer than a fifth of the codes were used raises a flag', async () => {
  const { flags, send, signIn, pass } = await watched()
  await send(11)
  await signIn(2)
  await pass()
  expect(flags).toEqual(['signed_in 2 of 11'])
})

test('a fifth is enough, and under ten codes there is no flag', async () => {
  const { flags, send, signIn, pass } = await watched()
  await send(10)
  await signIn(2)
  await pass()
  await send(9)
  await pass()
  expect(flags).toEqual([])
})

test('each hour is judged by itself, and what came before the start by none', async () => {
  const { flags, send, pass } = await watched(50)
  await pass()
  await send(5)
  await pass()
  await send(5)
  await pass()
  expect(flags).toEqual([])
  await send(10)
  await pass()
  await pass()
  expect(flags).toEqual(['signed_in 0 of 10'])
})

test('only codes that were really sent count: no decoy, no refused send, no rescue, none that every gateway refused', async () => {
  const { flags, write, send, pass } = await watched()
  await send(12)
  await write(20, { outcome: 'decoy' })
  await write(20, { outcome: 'refused' })
  await write(20, { reason: '******3210 rescue' })
  await write(3, { event: 'otp_delivery', outcome: 'failed' })
  await write(3, { event: 'otp_delivery', outcome: 'handed_over' })
  await pass()
  expect(flags).toEqual([])
  await send(400)
  await write(390, { event: 'otp_delivery', outcome: 'failed' })
  await pass()
  expect(flags).toEqual(['signed_in 0 of 10'])
})

test('many entries of other kinds hide none', async () => {
  const { flags, write, send, pass } = await watched()
  await send(10)
  await write(700, { outcome: 'refused' })
  await pass()
  expect(flags).toEqual(['signed_in 0 of 10'])
})

test('a store that is away costs an hour, and is in the log; a watch that was ended does nothing', async () => {
  const { flags, logged, broken, send, pass, stop } = await watched()
  await send(10)
  broken.now = true
  await pass()
  expect(flags).toEqual([])
  expect(logged.join()).toContain('could not be counted')
  broken.now = false
  await pass()
  expect(flags).toEqual(['signed_in 0 of 10'])
  stop()
  await send(10)
  await pass()
  expect(flags).toHaveLength(1)
})
