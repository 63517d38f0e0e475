import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../main/clock.ts'
import { temporaryFolder } from '../station.ts'
import { administrationContract } from './administration.contract.ts'
import { contender } from './contenders.ts'
import { sqliteStation } from './sqlite-station.ts'
import { changing, ending, officerRow, opening } from './steps.ts'
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
