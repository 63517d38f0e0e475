import { expect, onTestFinished, test } from 'vitest'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { contender } from './contenders.ts'
import { newStation, redisStation } from './redis-station.ts'
import { changing, ending, entry, officerRow, opening } from './steps.ts'

const start = async (processes: number) => {
  const { url, cli } = await startRedis()
  const station = newStation()
  const folder = temporaryFolder()
  const { store, prefix } = redisStation({ settings: { url }, folder, station })
  onTestFinished(store.close)
  await store.putOfficers([officerRow('o1')], changing('imported'), ending)
  const contenders = await Promise.all(
    Array.from({ length: processes }, (_, n) => contender(url, station, `t${n}`, folder)),
  )
  onTestFinished(async () => void (await Promise.all(contenders.map(({ end }) => end()))))
  return { store, contenders, cli, prefix }
}

describeRedis('several terminals at once', () => {
  test('of eight processes that answer one challenge at once, one signs in, in each of 500 rounds', async () => {
    const { store, contenders, cli, prefix } = await start(8)
    for (let round = 0; round < 500; round += 1) {
      const id = `c${round}`
      const wide = { most: 10_000, perMs: 1 }
      const limits = {
        ...opening(id).limits,
        perAccount: wide,
        unverifiedPerTerminal: wide,
        allPerTerminal: wide,
      }
      expect(await store.open({ ...opening(id), limits })).toMatchObject({ kind: 'opened' })
      const answers = await Promise.all(contenders.map(({ ask }) => ask(`right ${id}`)))
      expect(answers.filter((answer) => answer === 'signed_in')).toHaveLength(1)
      expect(await cli('ZCARD', `${prefix}sessions`)).toBe('1')
    }
  }, 60_000)

  test('of fifty wrong answers and a right one at once from many processes, three are compared at most', async () => {
    const { store, contenders, cli, prefix } = await start(4)
    for (let round = 0; round < 10; round += 1) {
      const id = `c${round}`
      await store.open(opening(id))
      const asked = contenders.flatMap(({ ask }, n) =>
        Array.from({ length: 13 }, (_, m) => ask(`${n === 1 && m === 6 ? 'right' : 'wrong'} ${id}`)),
      )
      const answers = await Promise.all(asked)
      const compared = Number(await cli('HGET', `${prefix}challenge:${id}`, 'tries'))
      expect(compared).toBeLessThanOrEqual(3)
      expect(answers.filter((answer) => answer === 'signed_in').length).toBeLessThanOrEqual(1)
      await store.unlock('account-o1', entry('lifted'))
    }
  }, 60_000)
})
