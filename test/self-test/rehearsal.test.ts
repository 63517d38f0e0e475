import { expect, test } from 'vitest'
import { openStage } from '../../main/compose-rehearsal.ts'
import { type Policy, policyFrom } from '../../main/login/policy.ts'
import { rehearsalCheck, type Stage } from '../../main/self-test/rehearsal.ts'
import { ledgerOf } from '../admin/administrator.ts'
import { createTestStation } from '../station.ts'

const acts = [
  'login_sends',
  'login_limit',
  'login_wrong',
  'login_signs_in',
  'login_spent',
  'login_logout',
  'login_expiry',
  'login_lock',
  'login_stranger',
]

/** Plays it on a stage that `change` has spoilt. */
const rehearse = async (
  change: (stage: Stage) => Partial<Stage> = () => ({}),
  rules: (policy: Policy) => Partial<Policy> = () => ({}),
  settings = {},
) => {
  const station = await createTestStation({ settings })
  const policy = policyFrom(station.config)
  const check = rehearsalCheck(async () => {
    const stage = await openStage({ station, policy, rules: { ...policy, ...rules(policy) } })
    return { ...stage, ...change(stage) }
  })
  const findings = await check.run()
  return { station, findings, last: findings.at(-1) }
}

const fails = (id: string, answer: string) => ({ level: 'red', saying: `${id}.fails`, facts: { answer } })

test('every act is green with the rules of this terminal', async () => {
  const { findings } = await rehearse()
  expect(findings.map(({ level, saying }) => [level, saying])).toEqual(
    acts.map((id) => ['green', `${id}.works`]),
  )
})

test('so it is with other lives, waits, languages and texts', async () => {
  for (const settings of [
    { otp: { lifeSeconds: 60, resendWaitSeconds: 300 }, sms: { language: 'ta' } },
    { otp: { lifeSeconds: 90 } },
    { otp: { lifeSeconds: 600, resendWaitSeconds: 1 }, session: { idleMinutes: 2 } },
    {
      sms: {
        templates: {
          en: {
            text: 'Call 044123456 for help. OTP {otp} ({tag}) of 135790, {otp',
            brand: 'OTP',
            header: 'TNPOLS',
            entityId: '1101612345678901234',
            templateId: '1107161234567890123',
          },
        },
      },
    },
  ]) {
    const { findings } = await rehearse(undefined, undefined, settings)
    expect(findings.map(({ saying }) => saying)).toEqual(acts.map((id) => `${id}.works`))
  }
})

test('nobody gets an SMS, and neither ledger nor roster nor counts of this terminal hear of it', async () => {
  const { station } = await rehearse()
  expect(station.inbox).toEqual([])
  expect(ledgerOf(station).map(({ event }) => event)).toEqual(['roster_import'])
  expect((await station.store.officers()).map(({ loginId }) => loginId)).not.toContain('self-test')
  expect(await station.store.lastDelivery()).toBeUndefined()
})

test('no finding holds a code', async () => {
  let texts: () => string[] = () => []
  const { findings } = await rehearse((stage) => {
    texts = stage.sent
    return {}
  })
  const codes = texts().map((text) => text.match(/OTP: (\d{6})/)?.[1] ?? '')
  expect(codes.length).toBeGreaterThan(2)
  for (const code of codes) expect(JSON.stringify(findings)).not.toContain(code)
})

test('it ends with the first act that surprises', async () => {
  const { findings, last } = await rehearse((stage) => ({ sent: () => stage.sent().slice(0, 0) }))
  expect(findings).toHaveLength(1)
  expect(last).toMatchObject(fails('login_sends', 'no SMS'))
})

test('a text that is not the configured one is red', async () => {
  const { last } = await rehearse((stage) => ({
    sent: () => stage.sent().map((text) => text.replace('OTP', 'PIN')),
  }))
  expect(last).toMatchObject(fails('login_sends', 'another text'))
})

test('codes without a limit are red', async () => {
  const { last } = await rehearse(undefined, ({ send }) => ({ send: { ...send, firstWaitMs: 0 } }))
  expect(last).toMatchObject(fails('login_limit', 'yes'))
})

test('tries that are not counted as they should be are red', async () => {
  const { last } = await rehearse(undefined, ({ code, lock }) => ({
    code: { ...code, tries: 9 },
    lock: { ...lock, afterWrong: 9 },
  }))
  expect(last).toMatchObject(fails('login_wrong', '8 tries left'))
})

test('a program that takes any code is red', async () => {
  const { last } = await rehearse((stage) => ({
    handlers: {
      ...stage.handlers,
      verifyOtp: async () => ({
        ok: true,
        value: { officer: {} as never, signedInForMs: 0, expiresInMs: 1 },
      }),
    },
  }))
  expect(last).toMatchObject(fails('login_wrong', 'yes'))
})

test('the right code that signs nobody in is red', async () => {
  const { last } = await rehearse((stage) => {
    let tries = 0
    return {
      handlers: {
        ...stage.handlers,
        verifyOtp: async (input) => {
          tries += 1
          return tries === 1 ? stage.handlers.verifyOtp(input) : { ok: false, code: 'otp_expired' }
        },
      },
    }
  })
  expect(last).toMatchObject(fails('login_signs_in', 'otp_expired'))
})

test('a code that works twice is red', async () => {
  const { last } = await rehearse((stage) => {
    let won: unknown
    return {
      handlers: {
        ...stage.handlers,
        verifyOtp: async (input) => {
          const answer = won ?? (await stage.handlers.verifyOtp(input))
          const given = answer as Awaited<ReturnType<typeof stage.handlers.verifyOtp>>
          if (given.ok) won = given
          return given
        },
      },
    }
  })
  expect(last).toMatchObject(fails('login_spent', 'yes'))
})

test('a log-out that ends nothing is red', async () => {
  const { last } = await rehearse((stage) => ({
    handlers: { ...stage.handlers, logout: async () => ({ ok: true, value: null }) },
  }))
  expect(last).toMatchObject(fails('login_logout', 'a live session'))
})

test('a code that lives too long is red', async () => {
  const { last } = await rehearse(undefined, ({ code }) => ({ code: { ...code, lifeMs: 599_000 } }))
  // The text tells the life, so that it is found there already.
  expect(last).toMatchObject(fails('login_sends', 'another text'))
  const template = { text: '{otp} {tag}', brand: 'x', header: 'TNPOLS', entityId: '1', templateId: '1' }
  const settings = {
    sms: {
      templates: { en: { ...template, entityId: '1101612345678901234', templateId: '1107161234567890123' } },
    },
  }
  const silent = await rehearse(undefined, ({ code }) => ({ code: { ...code, lifeMs: 599_000 } }), settings)
  expect(silent.last).toMatchObject(fails('login_expiry', 'yes'))
})

test('wrong codes that do not lock, or not for as long, are red', async () => {
  const never = await rehearse(undefined, ({ lock }) => ({ lock: { ...lock, afterWrong: 9 } }))
  expect(never.last).toMatchObject({ level: 'red', saying: 'login_lock.fails' })
  const short = await rehearse(undefined, ({ lock }) => ({ lock: { ...lock, firstMs: 1000 } }))
  expect(short.last).toMatchObject(fails('login_lock', 'locked'))
})

test('a stranger who gets an SMS, or another answer, is red', async () => {
  const known = await rehearse((stage) => ({ stranger: stage.officer }))
  expect(known.last).toMatchObject({ level: 'red', saying: 'login_stranger.fails' })
  const told = await rehearse((stage) => ({
    handlers: {
      ...stage.handlers,
      sendOtp: async (input) =>
        input.loginId === 'self-test'
          ? stage.handlers.sendOtp(input)
          : { ok: false, code: 'invalid_login_id' },
    },
  }))
  expect(told.last).toMatchObject(fails('login_stranger', 'invalid_login_id'))
})
