import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Behind, openAtFirstCall, report } from '../main/behind.ts'
import { Problem } from '../main/problem.ts'
import type { Channel } from '../preload/channels.ts'

const facts = { installation: 'Adyar', version: '1', warnings: [], kiosk: false }

/** Rooms that open when the test says so, and tell what they are asked. */
const createRooms = (known = async () => facts) => {
  const asked: string[] = []
  const changes: string[] = []
  const { promise, resolve: ready } = Promise.withResolvers<void>()
  let opened = 0
  const open = async (): Promise<Behind> => {
    opened += 1
    await promise
    const refusing = report({
      problem: new Problem('configuration', []),
      version: '1',
      close: () => undefined,
    })
    const session = () => {
      asked.push('session')
      return { ok: true, value: {} } as const
    }
    return { ...refusing, handlers: { ...refusing.handlers, session } }
  }
  const { handlerFor, isOpen } = openAtFirstCall({ open, facts: known, changed: () => changes.push('about') })
  const call = async (channel: Channel) => {
    const handler = (await handlerFor(channel)) as (input: unknown) => unknown
    return handler(undefined)
  }
  return { call, isOpen, asked, changes, ready, opened: () => opened }
}

test('the first screen is known before there are rooms, and asking which it is opens none', async () => {
  const rooms = createRooms()
  expect(await rooms.call('session')).toEqual({ ok: true, value: {} })
  expect(rooms.isOpen()).toBe(false)
})

test('what the configuration says of the terminal is told at once; the rooms open behind it, once, and the page asks again', async () => {
  const rooms = createRooms()
  expect(await rooms.call('about')).toEqual({ ok: true, value: { ...facts, empty: false } })
  await setImmediate()
  expect([rooms.isOpen(), rooms.changes]).toEqual([true, []])
  rooms.ready()
  await setImmediate()
  expect(rooms.changes).toEqual(['about'])
  expect(await rooms.call('about')).toMatchObject({ ok: true, value: { problem: { code: 'configuration' } } })
  expect(rooms.opened()).toBe(1)
})

test('any other call opens the rooms and waits for them, and from then on all do', async () => {
  const rooms = createRooms()
  const sent = rooms.call('sendOtp')
  await setImmediate()
  const session = rooms.call('session')
  expect(rooms.asked).toEqual([])
  rooms.ready()
  expect(await sent).toEqual({ ok: false, code: 'store_unavailable' })
  await session
  expect(rooms.asked).toEqual(['session'])
})

test('a configuration with mistakes has no first screen but the report', async () => {
  const rooms = createRooms(() => Promise.reject(new Error('a mistake')))
  rooms.ready()
  expect(await rooms.call('about')).toMatchObject({ ok: true, value: { problem: { code: 'configuration' } } })
  expect(rooms.changes).toEqual([])
})
