import { onTestFinished } from 'vitest'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { redisStation } from './redis-station.ts'
import { storeContract } from './store.contract.ts'

describeRedis('on one server', async () => {
  const server = await startRedis()
  storeContract('Redis', async () => {
    const { store, ledger } = redisStation({ settings: { url: server.url }, folder: temporaryFolder() })
    onTestFinished(store.close)
    return { store, ledger: () => ledger().filter(({ outcome }) => outcome !== 'attempted') }
  })
})
