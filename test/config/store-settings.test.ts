import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkStation } from '../../main/check-station.ts'
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { readConfig } from '../../main/config/read-config.ts'
import { maskedLog } from '../../main/log.ts'
import { Problem } from '../../main/problem.ts'
import { makeStationKey } from '../../main/vault/station-key.ts'
import { createTestStation, temporaryFolder, testConfiguration, testSealer } from '../station.ts'

const read = (store: unknown, development = true) => {
  const file = join(temporaryFolder(), 'config.json')
  writeFileSync(file, JSON.stringify({ sms: { gateways: ['local'] }, store }))
  return readConfig({ file, required: true, development, environment: {} })
}

const report = async (reading: () => unknown): Promise<string> => {
  try {
    await reading()
  } catch (cause) {
    if (cause instanceof Problem && cause.code === 'configuration') return cause.details.join('\n')
    throw cause
  }
  return ''
}

const harbour = { kind: 'redis', station: 'harbour', url: 'rediss://redis.example:6380' }

test.each([
  harbour,
  { kind: 'redis', station: 'harbour', url: 'redis://127.0.0.1', username: 'terminal', caFile: '/ca.pem' },
  { kind: 'redis', station: 'h-1', sentinel: { name: 'harbour', nodes: ['rediss://one.example:26380'] } },
])('%j is a store', (store) => {
  expect(read(store).config.store).toEqual(store)
})

test.each([
  ['store.station', { ...harbour, station: 'Harbour Station' }],
  ['store.url', { ...harbour, url: 'https://redis.example' }],
  ['store.url', { ...harbour, url: 'rediss://user:password@redis.example' }],
  ['store.url', { ...harbour, url: 'rediss://redis.example/1' }],
  ['store.url', { kind: 'redis', station: 'harbour' }],
  ['store.url', { ...harbour, sentinel: { name: 'harbour', nodes: ['rediss://one.example'] } }],
  ['store.sentinel.nodes', { kind: 'redis', station: 'h', sentinel: { name: 'harbour', nodes: [] } }],
  ['store.username', { ...harbour, username: 'two words' }],
  ['store.caFile', { ...harbour, caFile: '' }],
])('a mistake in %s is told with a hint, and without what stands there', async (path, store) => {
  const said = await report(() => read(store))
  expect(said).toMatch(new RegExp(`^${path}: .+Expected: `, 'm'))
  expect(said).not.toContain('password@')
})

test('the password is a secret: sealed it counts, in the file of an installed program it is refused', async () => {
  const sealed = (name: string) => (name === 'store.password' ? 'sealed' : undefined)
  const { store } = read({ ...harbour, username: 'terminal' }).complete(sealed)
  expect(store).toMatchObject({ password: 'sealed' })
  expect(await report(() => read({ ...harbour, password: 's3cret' }, false))).toContain(
    '--set-secret store.password',
  )
  expect(read({ kind: 'sqlite' }).complete(sealed).store).toEqual({ kind: 'sqlite' })
})

const installed = async (store: unknown, stationKey?: string) => {
  const station = await createTestStation({ ...(stationKey !== undefined && { stationKey }) })
  const { config, complete } = read(store)
  return report(() => checkStation({ ...station, config, complete: (secretOf) => complete(secretOf) }, false))
}

test('a terminal without the station key, or the password of its user, is told what to do', async () => {
  const said = await installed({ ...harbour, username: 'terminal' })
  expect(said).toContain('--export-station-key')
  expect(said).toContain('--import-station-key')
  expect(said).toContain('--set-secret store.password')
  expect(await installed(harbour, makeStationKey())).not.toContain('store')
})

test.each(['redis://redis.example', 'redis://10.0.0.1:6379', 'redis://127.0.0.1.example'])(
  'an installed program sends nothing to %s without TLS',
  async (url) => {
    expect(await installed({ ...harbour, url }, makeStationKey())).toContain('must begin with rediss://')
    const sentinel = { name: 'harbour', nodes: [url] }
    expect(await installed({ kind: 'redis', station: 'h', sentinel }, makeStationKey())).toContain(
      'rediss://',
    )
  },
)

test.each(['redis://127.0.0.1:6379', 'redis://localhost', 'redis://[::1]:6379'])(
  'on this computer it may: %s',
  async (url) => {
    expect(await installed({ ...harbour, url }, makeStationKey())).not.toContain('rediss://')
  },
)

test.each([
  ['no file', undefined],
  ['no certificate', 'nothing of the kind'],
])('a caFile with %s is reported at the start', async (_what, text) => {
  const caFile = join(temporaryFolder(), 'ca.pem')
  if (text !== undefined) writeFileSync(caFile, text)
  const settings = { store: { ...harbour, caFile } }
  const home = temporaryFolder()
  await createTestStation({ home, stationKey: makeStationKey() })
  expect(await report(() => createTestStation({ home, settings }))).toContain(`store.caFile: ${caFile}`)
})

test('a sealed secret that is of no use keeps no task from running, so that one of them can seal it anew', async () => {
  const configuration = testConfiguration({ store: harbour })
  const complete = () => {
    throw new Problem('configuration', ['network.proxy: of no use'])
  }
  const home = temporaryFolder()
  const surroundings = {
    sealer: testSealer(),
    clock: systemClock('boot-1'),
    machine: '',
    log: maskedLog(() => undefined),
  }
  const { keys, store } = await openStation({
    configuration: { ...configuration, complete },
    home,
    ...surroundings,
  })
  keys.setSecret('network.proxy', 'http://proxy.example:3128')
  store.close()
})
