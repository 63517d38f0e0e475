import { expect, test } from 'vitest'
import { maskedLog } from '../../main/log.ts'
import { type Check, found } from '../../main/self-test/finding.ts'
import { runChecks } from '../../main/self-test/run-checks.ts'
import { fakeClock } from '../fake-clock.ts'

const logged: string[] = []
const log = maskedLog((level, message) => logged.push(`${level} ${message}`))
const good = found('green', 'fuses.set')

const run = (checks: Check[], clock = fakeClock(), steps: string[] = []) =>
  runChecks({ checks, clock, log, progress: (done, of) => steps.push(`${done}/${of}`) })

test('a check that throws is red with what happened, and ends no other one', async () => {
  const findings = await run([
    {
      id: 'disk_space',
      run: () => {
        throw new Error('there is no disk')
      },
    },
    { id: 'roster', run: async () => Promise.reject(new Error('gone')), remote: true },
    { id: 'fuses', run: () => [good] },
  ])
  expect(findings).toEqual([
    { id: 'disk_space', level: 'red', saying: 'failed.threw', facts: { why: 'there is no disk' } },
    { id: 'roster', level: 'red', saying: 'failed.threw', facts: { why: 'gone' } },
    good,
  ])
  expect(logged.join()).toContain('the check disk_space failed')
})

test('what happened is told without numbers and tokens', async () => {
  const secret = 'code 123456 of 9876543210 in eyJhbGciOi.eyJzdWIi.c2ln'
  const [finding] = await run([{ id: 'fuses', run: async () => Promise.reject(new Error(secret)) }])
  expect(finding?.facts.why).toBe('code [digits] of [digits] in [token]')
})

test('a check that does not end is red when its time is up', async () => {
  const clock = fakeClock()
  const ended = run(
    [
      { id: 'gateway', remote: true, run: () => new Promise(() => undefined) },
      { id: 'fuses', run: () => [good] },
    ],
    clock,
  )
  await clock.pass(4500)
  expect(await ended).toEqual([{ id: 'gateway', level: 'red', saying: 'failed.late', facts: {} }, good])
})

test('when nine seconds are over no check begins, and each that is left says so', async () => {
  const clock = fakeClock()
  const begun: string[] = []
  const slow: Check = { id: 'database', run: () => new Promise(() => undefined) }
  const next: Check = {
    id: 'fuses',
    run: () => {
      begun.push('fuses')
      return [good]
    },
  }
  const ended = run([slow, next], clock)
  await clock.pass(9000)
  expect((await ended).map(({ id, saying }) => [id, saying])).toEqual([
    ['database', 'failed.late'],
    ['fuses', 'failed.late'],
  ])
  expect(begun).toEqual([])
})

test('those that wait for others run at once, before the rest, and all are told in their order', async () => {
  const begun: string[] = []
  let open: () => void = () => undefined
  const gate = new Promise<void>((done) => {
    open = done
  })
  const waits = (id: 'gateway' | 'store'): Check => ({
    id,
    remote: true,
    run: async () => {
      begun.push(id)
      if (begun.length === 2) open()
      await gate
      return []
    },
  })
  const local: Check = {
    id: 'fuses',
    run: () => {
      begun.push('fuses')
      return [good]
    },
  }
  const steps: string[] = []
  expect(await run([local, waits('gateway'), waits('store')], fakeClock(), steps)).toEqual([good])
  expect(begun).toEqual(['gateway', 'store', 'fuses'])
  expect(steps).toEqual(['0/3', '1/3', '2/3', '3/3'])
})
