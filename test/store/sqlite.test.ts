import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../main/clock.ts'
import { fakeClock } from '../fake-clock.ts'
import { temporaryFolder } from '../station.ts'
import { administrationContract } from './administration.contract.ts'
import { contender } from './contenders.ts'
import { sqliteStation } from './sqlite-station.ts'
import { answering, changing, ending, officerRow, opening } from './steps.ts'
import { storeContract } from './store.contract.ts'

const create = async () => {
  const file = join(temporaryFolder(), 'station.db')
  const { db, store } = sqliteStation(file)
  const entries = db.prepare<[], { event: string; outcome: string }>(
    'SELECT event, outcome FROM ledger ORDER BY seq',
  )
  const another = async (terminal: string) => sqliteStation(file, systemClock('boot-1'), terminal).store
  return { store, ledger: () => entries.all(), another }
}
storeContract('SQLite', create)
administrationContract('SQLite', create)

test('of four processes that answer one challenge at once, one signs in, in each of 100 rounds', async () => {
  const file = join(temporaryFolder(), 'station.db')
  const { store } = sqliteStation(file)
  await store.putOfficers([officerRow('o1')], changing('imported'), ending)
  const contenders = await Promise.all(Array.from({ length: 4 }, () => contender(file)))
  for (let round = 0; round < 100; round += 1) {
    await store.open({ ...opening(`c${round}`) })
    const answers = await Promise.all(contenders.map(({ ask }) => ask(`right c${round}`)))
    expect(answers.filter((answer) => answer === 'signed_in')).toHaveLength(1)
  }
  await Promise.all(contenders.map(({ end }) => end()))
})

test('of four processes that guess at once, three guesses are compared', async () => {
  const file = join(temporaryFolder(), 'station.db')
  const { store } = sqliteStation(file)
  await store.putOfficers([officerRow('o1')], changing('imported'), ending)
  const contenders = await Promise.all(Array.from({ length: 4 }, () => contender(file)))
  await store.open(opening('c1'))
  const answers = await Promise.all(
    contenders.flatMap(({ ask }) => Array.from({ length: 5 }, () => ask('wrong c1'))),
  )
  expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(2)
  expect(answers.filter((answer) => answer === 'locked')).toHaveLength(18)
  await Promise.all(contenders.map(({ end }) => end()))
})

test('a kill -9 right after a code was opened, or a session started, loses neither', async () => {
  const file = join(temporaryFolder(), 'station.db')
  const { db, store } = sqliteStation(file)
  await store.putOfficers([officerRow('o1')], changing('imported'), ending)
  const one = await contender(file)
  expect(await one.ask('open c1')).toBe('opened')
  await one.kill()
  const two = await contender(file)
  expect(await two.ask('right c1')).toBe('signed_in')
  await two.kill()
  expect(db.prepare('SELECT state FROM challenge').pluck().all()).toEqual(['spent'])
  expect(db.prepare('SELECT count(*) FROM session WHERE ended_at IS NULL').pluck().get()).toBe(1)
  expect(db.prepare('SELECT outcome FROM ledger ORDER BY seq').pluck().all()).toEqual([
    'imported',
    'opened',
    'signed_in',
  ])
})

describe('failures in a row', () => {
  const day = 24 * 60 * 60_000
  const start = async () => {
    const clock = fakeClock()
    const { db, store } = sqliteStation(join(temporaryFolder(), 'station.db'), clock)
    onTestFinished(() => store.close())
    await store.putOfficers([officerRow('o1')], changing('changed'), ending)
    const wrong = async (id: string) => {
      await store.open(opening(id))
      return store.answer(answering(id, false))
    }
    const rows = () => db.prepare<[], number>('SELECT count(*) FROM hold').pluck().get()
    return { clock, store, wrong, rows }
  }

  test('count for a week, and are forgotten then', async () => {
    const { clock, wrong } = await start()
    await wrong('c1')
    await clock.pass(6 * day)
    expect(await wrong('c2')).toMatchObject({ kind: 'wrong', triesLeft: 1 })
    await clock.pass(7 * day + 1)
    expect(await wrong('c3')).toMatchObject({ kind: 'wrong', triesLeft: 2 })
    expect(await wrong('c4')).toMatchObject({ kind: 'wrong', triesLeft: 1 })
    expect(await wrong('c5')).toMatchObject({ kind: 'locked' })
  })

  test('of people who never came back are not kept for ever', async () => {
    const { clock, store, rows } = await start()
    for (let n = 0; n < 40; n += 1) await store.open(opening(`a${n}`, `stranger${n}`))
    expect(rows()).toBe(40)
    await clock.pass(8 * day)
    for (let n = 0; n < 41; n += 1) await store.open(opening(`b${n}`, 'o1'))
    expect(rows()).toBe(1)
  })
})
