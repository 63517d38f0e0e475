import { afterAll, describe, onTestFinished, TestRunner, vi } from 'vitest'
import { type Redis, redisHere, startProcess, startServer, type Wanted } from './server-process.ts'

export { type Cli, type Redis, redisHere } from './server-process.ts'

/** A suite that needs a Redis server: skipped where there is none, except in CI, where each server that it starts fails. */
export const describeRedis = describe.skipIf(!redisHere && !process.env.CI)

/** A real server on this computer; gone when the test, or for one started outside of a test the file, is over. */
export const startRedis = (wanted: Wanted = {}) => startServer(wanted, whenOver)

/** Answers when the copy is complete. `config` and `tls` as for any server. */
export const startReplica = async (primary: Redis, { config = [], ...wanted }: Wanted = {}) => {
  const replica = await startRedis({ ...wanted, config: [`replicaof 127.0.0.1 ${primary.port}`, ...config] })
  await replica.said(/sync: Finished with success|Successful partial resync/)
  return replica
}

/** One node with every slot: it refuses what any cluster refuses, a script with keys of two slots for example. */
export const startClusterNode = async ({ config = [], ...wanted }: Wanted = {}) => {
  const node = await startRedis({ ...wanted, config: ['cluster-enabled yes', ...config] })
  await node.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  await node.said(/Cluster state changed: ok/)
  return node
}

/** Answers when it knows the primary's replicas. A primary that is gone for 1.5 s is replaced, by this one's word alone. */
export const startSentinel = async ({
  name,
  primaryPort,
  replicas = 1,
  config = [],
  ...wanted
}: Wanted & {
  name: string
  primaryPort: number
  replicas?: number
}) => {
  const lines = [
    `sentinel monitor ${name} 127.0.0.1 ${primaryPort} 1`,
    // With less than a second, a sentinel takes the primary that it has just made for gone, and swaps the two for ever.
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} 2000`,
    ...config,
  ]
  const sentinel = await startProcess({ ...wanted, lines, mode: ['--sentinel'] }, whenOver)
  const primary = async () => {
    const [host, port] = (await sentinel.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)).split('\n')
    return { host, port: Number(port) }
  }
  await vi.waitFor(async () => {
    const known = await sentinel.cli('SENTINEL', 'REPLICAS', name)
    if (known.split('master-link-status\nok').length <= replicas) throw new Error(`it knows only: ${known}`)
  }, patience)
  return { ...sentinel, primary }
}

const downAfterMs = 1500
const patience = { timeout: 15_000, interval: 20 }

// What was started outside of a test. Registered here, where the file that imports this one is collected.
const ofFile: (() => Promise<void>)[] = []
afterAll(async () => {
  await Promise.all(ofFile.map((end) => end()))
})

const whenOver = (end: () => Promise<void>) => {
  if (TestRunner.getCurrentTest()) onTestFinished(end)
  else ofFile.push(end)
}
