import { expect, test } from 'vitest'
import { delay } from '../../main/clock.ts'
import type { Gateway, Handover, Message } from '../../main/sms/gateway.ts'
import { createRoute } from '../../main/sms/route.ts'
import { fakeClock } from '../fake-clock.ts'

const message: Message = { to: '+919876543210', text: 'Your OTP: 004217 (code XY)' }
const routeMs = 12_000

/** Gateways that answer as they are told, in order, and note who was asked. */
const routeOf = (...answers: (Handover | Gateway['send'])[]) => {
  const clock = fakeClock()
  const asked: string[] = []
  const gateways = answers.map((answer, index): Gateway => {
    const name = `gateway ${index + 1}`
    return {
      name,
      send: (sent, signal) => {
        asked.push(name)
        expect(sent).toEqual(message)
        return typeof answer === 'function' ? answer(sent, signal) : Promise.resolve(answer)
      },
    }
  })
  return { clock, asked, route: createRoute({ gateways, clock, routeMs }) }
}

const accepted: Handover = { kind: 'accepted', reference: 'r-1' }
const refused: Handover = { kind: 'refused', reason: 'no_credit' }
const unknown: Handover = { kind: 'unknown', reason: 'timeout' }
const never: Gateway['send'] = () => new Promise(() => undefined)

test('the first gateway that accepts ends the route', async () => {
  const { route, asked } = routeOf(accepted, accepted)
  expect(await route.send(message)).toEqual({ kind: 'handed_over', trail: 'gateway 1 accepted' })
  expect(asked).toEqual(['gateway 1'])
})

test('the next gateway is tried after a refusal, and the trail tells it', async () => {
  const { route, asked } = routeOf(refused, refused, accepted)
  expect(await route.send(message)).toEqual({
    kind: 'handed_over',
    trail: 'gateway 1 refused no_credit, gateway 2 refused no_credit, gateway 3 accepted',
  })
  expect(asked).toEqual(['gateway 1', 'gateway 2', 'gateway 3'])
})

test('when all refuse the send has failed', async () => {
  const { route } = routeOf(refused, refused)
  expect(await route.send(message)).toMatchObject({ kind: 'failed' })
})

test('after an unclear answer nobody else is asked: the officer must not get two SMS', async () => {
  const { route, asked } = routeOf(refused, unknown, accepted)
  expect(await route.send(message)).toEqual({
    kind: 'may_still_arrive',
    trail: 'gateway 1 refused no_credit, gateway 2 unknown timeout',
  })
  expect(asked).toEqual(['gateway 1', 'gateway 2'])
})

test('a gateway that never answers ends at the deadline, not before, as "may still arrive"; its signal is aborted', async () => {
  let heard: AbortSignal | undefined
  const { route, clock, asked } = routeOf((_message, signal) => {
    heard = signal
    return new Promise(() => undefined)
  }, accepted)
  let outcome: unknown
  void route.send(message).then((value) => {
    outcome = value
  })
  await clock.pass(routeMs - 1)
  expect(outcome).toBeUndefined()
  expect(heard?.aborted).toBe(false)
  await clock.pass(1)
  await clock.pass(0)
  expect(outcome).toMatchObject({ kind: 'may_still_arrive' })
  expect(heard?.aborted).toBe(true)
  expect(asked).toEqual(['gateway 1'])
})

test('the deadline is one for the whole route: a slow refusal leaves the next gateway the rest', async () => {
  const { route, clock } = routeOf(async () => {
    await delay(clock, 9_000)
    return refused
  }, never)
  let outcome: unknown
  void route.send(message).then((value) => {
    outcome = value
  })
  await clock.pass(routeMs - 1)
  expect(outcome).toBeUndefined()
  await clock.pass(1)
  await clock.pass(0)
  expect(outcome).toMatchObject({ kind: 'may_still_arrive' })
})

test('a route that is over leaves no timer: a later deadline aborts nothing', async () => {
  let heard: AbortSignal | undefined
  const { route, clock } = routeOf(async (_message, signal) => {
    heard = signal
    return accepted
  })
  await route.send(message)
  await clock.pass(routeMs * 2)
  expect(heard?.aborted).toBe(false)
})

test('an answer that comes after the deadline changes nothing', async () => {
  const { route, clock } = routeOf(async () => {
    await delay(clock, routeMs + 5_000)
    return refused
  }, accepted)
  const outcome = route.send(message)
  await clock.pass(routeMs + 10_000)
  expect(await outcome).toMatchObject({ kind: 'may_still_arrive' })
})

test('a gateway that breaks its promise and rejects leaves the outcome open', async () => {
  const { route, asked } = routeOf(() => Promise.reject(new Error('secret detail')), accepted)
  expect(await route.send(message)).toEqual({ kind: 'may_still_arrive', trail: 'gateway 1 unknown unknown' })
  expect(asked).toEqual(['gateway 1'])
})

test('a gateway that throws at once leaves the outcome open too', async () => {
  const { route } = routeOf(() => {
    throw new Error('secret detail')
  }, accepted)
  expect(await route.send(message)).toMatchObject({ kind: 'may_still_arrive' })
})

/** How long the imitation takes, in steps of 100 ms, and what it ends as. */
const imitation = async ({ route, clock }: Pick<ReturnType<typeof routeOf>, 'route' | 'clock'>) => {
  const startedAt = clock.uptimeMs()
  let over: { kind: string; tookMs: number } | undefined
  void route.imitate().then(({ kind }) => {
    over = { kind, tookMs: clock.uptimeMs() - startedAt }
  })
  while (!over) await clock.pass(100)
  return over
}

test('before any real send an imitation is handed over at once', async () => {
  expect(await imitation(routeOf(accepted))).toEqual({ kind: 'handed_over', tookMs: 0 })
})

test.each([
  ['handed_over', accepted, 700],
  ['failed', refused, 300],
  ['may_still_arrive', unknown, 11_000],
] as const)(
  'an imitation ends as the last real send did (%s) and after the same time, and asks no gateway',
  async (kind, answer, ms) => {
    const { route, clock, asked } = routeOf(async () => {
      await delay(clock, ms)
      return answer
    })
    const real = route.send(message)
    await clock.pass(ms)
    expect(await real).toMatchObject({ kind })
    expect(await imitation({ route, clock })).toEqual({ kind, tookMs: ms })
    expect(await imitation({ route, clock })).toEqual({ kind, tookMs: ms })
    expect(asked).toHaveLength(1)
  },
)

test('an imitation follows the newest real send', async () => {
  const answers = [refused, accepted]
  const { route, clock } = routeOf(async () => answers.shift() ?? unknown)
  expect(await route.send(message)).toMatchObject({ kind: 'failed' })
  expect(await imitation({ route, clock })).toMatchObject({ kind: 'failed' })
  expect(await route.send(message)).toMatchObject({ kind: 'handed_over' })
  expect(await imitation({ route, clock })).toMatchObject({ kind: 'handed_over' })
})
