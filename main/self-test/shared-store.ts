import { isLoopback } from '../check-station.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/schema.ts'
import { Problem } from '../problem.ts'
import type { ServerStatus } from '../store/inspection.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import type { Sighting } from './clock.ts'
import { type Check, type Finding, found } from './finding.ts'

/** Whether the server that terminals share can be used, and is looked after. */
export const sharedStoreChecks = ({
  config,
  store,
  serverStatus,
  mark,
  clock,
}: {
  config: Extract<Config['store'], { kind: 'redis' }>
  store: Pick<Store, 'session'>
  serverStatus: () => Promise<ServerStatus>
  /** Of the station key. */
  mark: () => string
  clock: Pick<Clock, 'uptimeMs' | 'wallMs'>
}): { checks: Check[]; sightings: () => Promise<Sighting[]> } => {
  const whileItAnswers = async (look: () => Promise<Finding[]>, failed: (why: string) => Finding[]) => {
    try {
      return await look()
    } catch (cause) {
      if (cause instanceof Problem) return failed(cause.details.join('; '))
      if (cause instanceof StoreUnavailable) return failed(cause.message)
      throw cause
    }
  }
  const checks: Check[] = [
    {
      id: 'store',
      remote: true,
      run: () =>
        whileItAnswers(
          async () => {
            await store.session('')
            return [found('green', 'store.answers', { mark: mark() })]
          },
          (why) => [found('red', 'store.fails', { why })],
        ),
    },
    { id: 'store_encryption', run: () => [wayTo(config)] },
    {
      id: 'store_account',
      run: () => {
        const { username = 'default' } = config
        return [
          username === 'default'
            ? found('amber', 'store_account.default')
            : found('green', 'store_account.own', { user: username }),
        ]
      },
    },
    {
      id: 'store_latency',
      remote: true,
      // That it does not answer at all is told above.
      run: () =>
        whileItAnswers(
          async () => [speedOf(await medianMs(store, clock))],
          () => [],
        ),
    },
    {
      id: 'store_server',
      remote: true,
      run: () =>
        whileItAnswers(
          async () => serverFindings(await serverStatus(), config.sentinel !== undefined),
          () => [],
        ),
    },
  ]
  const sightings = () =>
    serverStatus().then(
      ({ nowMs }) => [{ source: 'redis', aheadMs: clock.wallMs() - nowMs }],
      () => [],
    )
  return { checks, sightings }
}

const wayTo = ({ url, sentinel }: Extract<Config['store'], { kind: 'redis' }>): Finding => {
  const addresses = [...(url === undefined ? [] : [url]), ...(sentinel?.nodes ?? [])].map(
    (each) => new URL(each),
  )
  if (addresses.every(({ protocol }) => protocol === 'rediss:')) return found('green', 'store_encryption.tls')
  // A sentinel on this computer names servers on others.
  const here = sentinel === undefined && addresses.every(({ hostname }) => isLoopback(hostname))
  return here ? found('green', 'store_encryption.loopback') : found('red', 'store_encryption.plain')
}

const calls = 20

const medianMs = async (store: Pick<Store, 'session'>, clock: Pick<Clock, 'uptimeMs'>): Promise<number> => {
  const took: number[] = []
  for (let n = 0; n < calls; n += 1) {
    const startedAt = clock.uptimeMs()
    await store.session('')
    took.push(clock.uptimeMs() - startedAt)
  }
  return took.toSorted((a, b) => a - b)[calls / 2] ?? 0
}

/** A sign-in asks a few times: with more than the first nobody notices, with more than the second everybody. */
const quickMs = 20
const slowMs = 200

const speedOf = (ms: number): Finding => {
  const facts = { calls, ms }
  if (ms < quickMs) return found('green', 'store_latency.quick', facts)
  return ms < slowMs
    ? found('amber', 'store_latency.slow', facts)
    : found('red', 'store_latency.very_slow', facts)
}

const serverFindings = ({ role, replicas, appendOnly }: ServerStatus, sentinels: boolean): Finding[] => {
  if (role !== 'master') return [found('red', 'store_server.replica', { role })]
  const lacks = [
    ...(appendOnly ? [] : [found('amber', 'store_server.no_file')]),
    ...(sentinels && replicas === 0 ? [found('amber', 'store_server.no_replicas')] : []),
  ]
  return lacks.length > 0 ? lacks : [found('green', 'store_server.good', { replicas })]
}
