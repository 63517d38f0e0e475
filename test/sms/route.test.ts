import { describe, expect, test } from 'vitest'
import { delay } from '../../main/clock.ts'
import type { LedgerEntry } from '../../main/ledger/entry.ts'
import type { DeliveryReport, Gateway, Handover } from '../../main/sms/gateway.ts'
import { createRoute, type Posting } from '../../main/sms/route.ts'
import { fakeClock } from '../fake-clock.ts'

const text = { to: '+919876543210', text: 'Your OTP: 004217 (code XY)' }
const message: Posting = { ...text, expiresAt: 6_000_000, subject: 'officer_001' }
const routeMs = 12_000

/** Gateways that answer as they are told, in order, and note who was asked. */
const routeOf = (...answers: (Handover | Gateway['send'])[]) => {
  const clock = fakeClock()
  const asked: string[] = []
  const noted: LedgerEntry[] = []
  const gateways = answers.map((answer, index): Gateway => {
    const name = `gateway ${index + 1}`
    return {
      name,
      send: (sent, signal) => {
        asked.push(name)
        expect(sent).toEqual({ ...text, lifeMs: 6_000_000 - clock.uptimeMs() })
        return typeof answer === 'function' ? answer(sent, signal) : Promise.resolve(answer)
      },
    }
  })
  return {
    clock,
    asked,
    route: createRoute({ gateways, clock, routeMs, note: (entry) => void noted.push(entry) }),
    noted,
  }
}

const accepted: Handover = { kind: 'accepted', reference: 'r-1' }
const refused: Handover = { kind: 'refused', reason: 'quota' }
const unknown: Handover = { kind: 'unknown', reason: 'network' }
const never: Gateway['send'] = () => new Promise(() => undefined)

test('the first gateway that accepts ends the route', async () => {
  const { route, asked } = routeOf(accepted, accepted)
  expect(await route.send(message)).toMatchObject({ kind: 'handed_over', trail: 'gateway 1 accepted r-1' })
  expect(asked).toEqual(['gateway 1'])
})

test('the next gateway is tried after a refusal, and the trail tells it', async () => {
  const { route, asked } = routeOf(refused, refused, accepted)
  expect(await route.send(message)).toMatchObject({
    kind: 'handed_over',
    trail: 'gateway 1 refused quota, gateway 2 refused quota, gateway 3 accepted r-1',
  })
  expect(asked).toEqual(['gateway 1', 'gateway 2', 'gateway 3'])
})

test('when all refuse the send has failed', async () => {
  const { route } = routeOf(refused, refused)
  expect(await route.send(message)).toMatchObject({ kind: 'failed' })
})

test('after an unclear answer nobody else is asked: the officer must not get two SMS', async () => {
  const { route, asked } = routeOf(refused, unknown, accepted)
  expect(await route.send(message)).toMatchObject({
    kind: 'may_still_arrive',
    trail: 'gateway 1 refused quota, gateway 2 unknown network',
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
  await clock.pass(101)
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
  await clock.pass(101)
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
  expect(await route.send(message)).toMatchObject({
    kind: 'may_still_arrive',
    trail: 'gateway 1 unknown unknown',
  })
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

test('a gateway that was told to stop while it was still connecting may say that nothing was sent', async () => {
  const { route, clock } = routeOf(
    (_message, signal) =>
      new Promise((done) =>
        signal.addEventListener('abort', () => done({ kind: 'refused', reason: 'network' })),
      ),
  )
  const outcome = route.send(message)
  await clock.pass(routeMs)
  expect(await outcome).toMatchObject({ kind: 'failed' })
})

test('a gateway gets the life that the code has left when it is asked', async () => {
  const lives: number[] = []
  const { route, clock } = routeOf(
    async ({ lifeMs }) => {
      lives.push(lifeMs)
      await delay(clock, 3000)
      return refused
    },
    async ({ lifeMs }) => {
      lives.push(lifeMs)
      return accepted
    },
  )
  const sent = route.send(message)
  await clock.pass(3000)
  await sent
  expect(lives[0]).toBe((lives[1] ?? 0) + 3000)
})

describe('the breaker', () => {
  test('rests a gateway for a minute after three failures in a row, then lets one probe through, and the ledger tells', async () => {
    let answer: Handover = { kind: 'refused', reason: 'credentials' }
    const { route, clock, asked, noted } = routeOf(async () => answer)
    for (let n = 0; n < 3; n += 1) await route.send(message)
    expect(noted).toMatchObject([
      { event: 'gateway', subject: 'gateway 1', outcome: 'rests', reason: 'credentials' },
    ])
    expect(await route.send(message)).toMatchObject({ kind: 'failed', trail: 'gateway 1 rests' })
    expect(asked).toHaveLength(3)
    await clock.pass(60_000)
    await route.send(message)
    expect(await route.send(message)).toMatchObject({ trail: 'gateway 1 rests' })
    expect(asked).toHaveLength(4)
    answer = accepted
    await clock.pass(60_000)
    expect(await route.send(message)).toMatchObject({ kind: 'handed_over' })
    expect(noted.at(-1)).toMatchObject({ event: 'gateway', outcome: 'back' })
  })

  test('lets one probe at a time through', async () => {
    let slow = false
    const { route, clock, asked } = routeOf(async () => {
      if (slow) await delay(clock, 1000)
      return slow ? accepted : refused
    })
    for (let n = 0; n < 3; n += 1) await route.send(message)
    slow = true
    await clock.pass(60_000)
    const probe = route.send(message)
    expect(await route.send(message)).toMatchObject({ kind: 'failed' })
    await clock.pass(1000)
    expect(await probe).toMatchObject({ kind: 'handed_over' })
    expect(asked).toHaveLength(4)
  })

  test('does not count what is about one message', async () => {
    const { route, asked } = routeOf(async () => ({ kind: 'refused', reason: 'number' }))
    for (let n = 0; n < 5; n += 1) await route.send(message)
    expect(asked).toHaveLength(5)
  })

  test('goes past a resting gateway to the next one', async () => {
    const { route, asked } = routeOf(refused, accepted)
    for (let n = 0; n < 4; n += 1) await route.send(message)
    expect(asked.slice(-2)).toEqual(['gateway 2', 'gateway 2'])
  })

  test('makes imitations fail as quickly as real sends while everything rests', async () => {
    const { route, clock } = routeOf(async () => {
      await delay(clock, 5000)
      return unknown
    })
    for (let n = 0; n < 3; n += 1) {
      const sent = route.send(message)
      await clock.pass(5000)
      await sent
    }
    expect(await imitation({ route, clock })).toEqual({ kind: 'failed', tookMs: 0 })
    await clock.pass(60_000)
    expect(await imitation({ route, clock })).toEqual({ kind: 'may_still_arrive', tookMs: 5000 })
  })
})

describe('what became of a message', () => {
  const followed = (reports: DeliveryReport[]) => {
    const clock = fakeClock()
    const noted: LedgerEntry[] = []
    const asks: number[] = []
    const startedAt = clock.uptimeMs()
    const gateway: Gateway = {
      name: 'asked',
      send: async () => accepted,
      status: async () => {
        asks.push(clock.uptimeMs() - startedAt)
        return reports.shift() ?? { kind: 'waiting' }
      },
    }
    return {
      clock,
      noted,
      asks,
      route: createRoute({ gateways: [gateway], clock, routeMs, note: (entry) => void noted.push(entry) }),
    }
  }

  test('is asked for at 2, 5, 10, 20 and 40 seconds, until the provider knows', async () => {
    const { route, clock, noted, asks } = followed([])
    await route.send(message)
    await clock.pass(60_000)
    expect(asks).toEqual([2000, 5000, 10_000, 20_000, 40_000])
    expect(noted).toMatchObject([{ event: 'otp_report', subject: 'officer_001', outcome: 'not_known' }])
  })

  test('goes to the ledger, and the median of the times to administrators', async () => {
    const { route, clock, noted } = followed([
      { kind: 'waiting' },
      { kind: 'delivered' },
      { kind: 'failed', reason: 'number', code: '30005' },
    ])
    await route.send(message)
    await clock.pass(60_000)
    await route.send(message)
    await clock.pass(60_000)
    expect(noted.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['delivered', 'r-1 within 5 s'],
      ['failed', 'r-1 number 30005'],
    ])
    expect(route.states()).toEqual([
      { name: 'asked', restsForMs: 0, accepted: 2, refused: 0, unknown: 0, medianDeliveryMs: 5000 },
    ])
  })
})
