import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { maskedLog } from '../../main/log.ts'
import { Problem, problemOf } from '../../main/problem.ts'
import { hs256SecretName } from '../../main/session/tokens.ts'
import type { Gateway } from '../../main/sms/gateway.ts'
import { runTask } from '../../main/tasks/run-task.ts'
import type { Task } from '../../main/tasks/task.ts'
import { work } from '../../main/work.ts'
import type { SelfTest } from '../../preload/self-test.ts'
import { administeredStation, editByHand, ledgerOf } from '../admin/administrator.ts'
import {
  createTestStation,
  officer,
  okValue,
  signIn,
  type TestStation,
  temporaryFolder,
  testSurroundings,
} from '../station.ts'
import { otherProcess } from './other-process.ts'

const run = async (station: TestStation, task: Extract<Task, { name: 'selftest' }>, development = true) => {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await runTask(task, { station, print, readInput: async () => '', development })
  return { code, lines, said: lines.join('\n') }
}

/** What is found of one thing. */
const findingsOf = ({ checks }: SelfTest, id: string) => checks.filter((each) => each.id === id)

const asJson = async (station: TestStation, development = true) => {
  const { code, lines } = await run(station, { name: 'selftest', json: true }, development)
  expect(lines).toHaveLength(1)
  const told: SelfTest = JSON.parse(lines[0] ?? '')
  return { code, told }
}

/** A busy computer takes its time to start one. */
const aProcessMayTakeMs = 30_000

const head = 'login_id,name,rank,station,mobile,role\n'

test('prints a line for each finding, with its level and what to do, and how many there are of each', async () => {
  const { lines } = await run(await createTestStation(), { name: 'selftest' })
  expect(lines.length).toBeGreaterThan(30)
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(green|amber|red): [^:]+: .+\.$/)
  expect(lines).toContain('green: Configuration: The configuration is complete.')
  expect(lines).toContain(
    'green: Rehearsal: the code is sent: An officer who exists for this rehearsal only was sent a code, in the configured text.',
  )
  expect(lines.at(-1)).toMatch(/^\d+ red, \d+ amber, \d+ green$/)
})

test('with --json prints one object in one line, with ids, levels, figures and both languages', async () => {
  const { told } = await asJson(await createTestStation())
  expect(told).toMatchObject({ version: expect.stringMatching(/^\d/), flavour: 'development', tookMs: 0 })
  expect(findingsOf(told, 'limits')).toEqual([
    {
      id: 'limits',
      level: 'green',
      found: 'kept',
      facts: { sends: 3, tries: 3, lock: 5, life: 120, idle: 15 },
      title: { en: 'Limits', ta: expect.stringMatching(/\p{Script=Tamil}/u) },
      text: { en: expect.stringContaining('3 tries'), ta: expect.stringContaining('120') },
    },
  ])
  for (const { title, text } of told.checks) {
    for (const sentence of [title.en, title.ta, text.en, text.ta]) expect(sentence).not.toMatch(/^$|[{}]/)
  }
})

test('ends with 2 where something is red, and says so itself', async () => {
  const station = await createTestStation()
  editByHand(station, `UPDATE officer SET rank = 'Chief' WHERE login_id = 'officer_001'`)
  const { code, told } = await asJson(station)
  expect(code).toBe(2)
  expect(told.worst).toBe('red')
  expect(findingsOf(told, 'roster')).toMatchObject([{ level: 'red', found: 'changed' }])
})

test('tells everything an installed program lacks, and which secrets exist, never what they are', async () => {
  const station = await createTestStation({ settings: { sms: { gateways: ['twilio', 'local'] } } })
  station.keys.setSecret('sms.twilio.authToken', 's3cret')
  const { code, said } = await run(station, { name: 'selftest' }, false)
  expect(code).toBe(2)
  expect(said).toContain('red: Configuration: Correct this in the configuration: sms.twilio.accountSid')
  expect(said).toContain('red: Configuration: Correct this in the configuration: sms.gateways: "local"')
  expect(said).toContain('green: Sealed secrets: Sealed on this terminal: sms.twilio.authToken.')
  expect(said).toContain('red: SMS gateway twilio: The gateway was not asked')
  expect(said).not.toContain('s3cret')
})

test('tells no secret, code, token or whole number, however it is asked', async () => {
  const station = await createTestStation({
    settings: {
      token: { algorithm: 'HS256' },
      sms: { gateways: ['vonage', 'local'], vonage: { apiKey: 'abcd1234', baseUrl: 'http://127.0.0.1:1' } },
    },
  })
  const secrets = {
    [hs256SecretName]: 'a-shared-secret-of-thirty-two-bytes!',
    'sms.vonage.apiSecret': 'VonageSecret0a1b',
    'network.proxy': 'http://user:pr0xy-password@127.0.0.1:1',
    'store.password': 'redis-password-0a1b',
  }
  for (const [name, value] of Object.entries(secrets)) station.keys.setSecret(name, value)
  await signIn(station)
  for (const form of [{}, { json: true as const }, { json: true as const, progress: true as const }]) {
    const { said } = await run(station, { name: 'selftest', ...form })
    for (const secret of [...Object.values(secrets), 'pr0xy']) expect(said).not.toContain(secret)
    // The time is one, and no secret.
    expect(said.replace(/"at":\d+/, '')).not.toMatch(/eyJ|PRIVATE KEY|\d{10}|(?<![\d.-])\d{6}(?![\d.-])/)
    expect(said).not.toContain(station.sessions.token())
  }
})

test('is amber while the last word of a gateway is a refusal, with its reason', async () => {
  const refusing: Gateway = {
    name: 'local',
    send: async () => ({ kind: 'refused', reason: 'quota', code: '9' }),
  }
  const station = await createTestStation({ gateways: [refusing] })
  await station.call('sendOtp', officer)
  await station.clock.pass(2000)
  const { said } = await run(station, { name: 'selftest' })
  expect(said).toMatch(/amber: Last word of SMS gateway local: .* failed: local refused quota 9/)
})

describe('the roster', () => {
  test('is amber where nobody is on it, with what to do', async () => {
    const { said } = await run(await createTestStation({ officers: '' }), { name: 'selftest' })
    expect(said).toMatch(/amber: Roster: Nobody is on the roster: .*--setup-code/)
  })

  test('is amber where no administrator is active', async () => {
    const officers = `${head}officer_001,First Officer,Sub-Inspector,Harbour,9876543210,officer\n`
    const { said } = await run(await createTestStation({ officers }), { name: 'selftest' })
    expect(said).toContain('amber: Roster: No administrator is active')
  })

  test('that somebody changed by hand is red with ten names, and how many more there are', async () => {
    const station = await createTestStation({
      officers: `${head}${Array.from({ length: 12 }, (_, n) => `many_${10 + n},N,C,Harbour,98765432${10 + n},officer\n`).join('')}`,
    })
    editByHand(station, `UPDATE officer SET rank = 'Chief'`)
    const { code, said } = await run(station, { name: 'selftest' })
    expect(code).toBe(2)
    expect(said).toMatch(/red: Roster: .* by hand: many_10(, many_\d+){9} \(\+2\)/)
  })
})

test('writes nothing: ledger, roster and sessions are as they were', async () => {
  const station = await createTestStation()
  await signIn(station)
  const before = [ledgerOf(station), await station.store.officers()]
  await run(station, { name: 'selftest' })
  expect([ledgerOf(station), await station.store.officers()]).toEqual(before)
  expect(await station.sessions.current()).toBeDefined()
})

describe('where the program cannot start', () => {
  const failing = async (
    json: boolean,
    cause: unknown = new Problem('keys_missing', ['/data/keys.json']),
  ) => {
    const out = join(temporaryFolder(), 'said')
    writeFileSync(out, '')
    const code = await work({
      ...testSurroundings(),
      task: { name: 'selftest', ...(json && { json: true }) },
      out,
      open: () => Promise.reject(cause),
      report: problemOf,
      development: false,
      log: maskedLog(() => undefined),
    })
    return { code, said: readFileSync(out, 'utf8') }
  }

  test('is red with the reason, in the form that was asked for', async () => {
    const lines = await failing(false)
    expect(lines.code).toBe(2)
    expect(lines.said).toContain('red: Start: The program cannot start (keys_missing): /data/keys.json.')
    const { code, said } = await failing(true)
    expect(code).toBe(2)
    expect(JSON.parse(said)).toMatchObject({
      worst: 'red',
      checks: [{ id: 'start', found: 'fails', facts: { code: 'keys_missing' } }],
    })
  })
})

test(
  'from the command line it is the same, with --out too, and a process of its own',
  async () => {
    const home = temporaryFolder()
    const child = otherProcess('tasks/runs-task.ts', [home, '--selftest', '--json'])
    const told: SelfTest = JSON.parse((await child.line()) ?? '')
    expect(await child.ended).toBe(told.worst === 'red' ? 2 : 1)
    expect(told.checks.length).toBeGreaterThan(30)
  },
  aProcessMayTakeMs,
)

test(
  'an administrator gets it in the window, from a process of its own, and hears how far it is',
  async () => {
    const station = await administeredStation()
    const told = okValue(await station.call('selfTest'))
    expect(findingsOf(told, 'login_sends')).toMatchObject([{ level: 'green' }])
    expect(findingsOf(told, 'roster')).toMatchObject([{ level: 'green', facts: { officers: 3 } }])
    const steps = station.notices.filter(({ kind }) => kind === 'progress')
    expect(steps.length).toBeGreaterThan(10)
  },
  aProcessMayTakeMs,
)

test(
  'one at a time, and nobody but an administrator',
  async () => {
    const station = await createTestStation()
    expect(await station.call('selfTest')).toEqual({ ok: false, code: 'not_allowed' })
    await signIn(station)
    expect(await station.call('selfTest')).toEqual({ ok: false, code: 'not_allowed' })
    const administered = await administeredStation()
    const both = await Promise.all([administered.call('selfTest'), administered.call('selfTest')])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
  },
  aProcessMayTakeMs,
)
