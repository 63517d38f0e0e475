import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Task } from '../../main/arguments.ts'
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { problemOf } from '../../main/problem.ts'
import { makeStationKey, stationKeyName } from '../../main/vault/station-key.ts'
import { work } from '../../main/work.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder, testConfiguration, testSealer, testSurroundings } from '../station.ts'

/** A terminal on which tasks run, one after the other, each as a program of its own. Its station key '' is none. */
const terminal = async (url: string, stationKey = makeStationKey()) => {
  const home = temporaryFolder()
  const log = maskedLog(() => undefined)
  const open = (settings: Record<string, unknown>) =>
    openStation({
      configuration: testConfiguration(settings),
      home,
      sealer: testSealer(),
      clock: systemClock('boot-1'),
      machine: 'this machine',
      log,
    })
  const { keys, store } = await open({})
  if (stationKey !== '') keys.setSecret(stationKeyName, stationKey)
  store.close()
  const run = async (task: Task) => {
    const out = join(home, 'said.txt')
    const code = await work({
      task,
      out,
      ...testSurroundings(),
      open: () => open({ store: { kind: 'redis', station: 'harbour', url } }),
      report: problemOf,
      development: true,
      log,
    })
    return { code, said: readFileSync(out, 'utf8') }
  }
  return { run, stationKey }
}

const rosterFile = () => {
  const file = join(temporaryFolder(), 'officers.csv')
  writeFileSync(
    file,
    'login_id,name,rank,station,mobile,role\nadmin_001,First,Constable,Harbour,9876543210,administrator\n',
  )
  return file
}

describeRedis('a task at a terminal of a shared store', () => {
  test('imports the roster for all of them', async () => {
    const { url } = await startRedis()
    const first = await terminal(url)
    const file = rosterFile()
    expect(await first.run({ name: 'import-roster', file })).toMatchObject({ code: 0 })
    const second = await terminal(url, first.stationKey)
    expect((await second.run({ name: 'import-roster', file })).said).toContain(
      '0 added, 0 changed, 1 unchanged',
    )
  })

  test('selftest says that the server answers and which station key it is, or why the server cannot be used', async () => {
    const server = await startRedis()
    const { run } = await terminal(server.url)
    await run({ name: 'import-roster', file: rosterFile() })
    const well = await run({ name: 'selftest' })
    expect(well.code).toBe(0)
    expect(well.said).toMatch(/green: the store answers; the station key is [0-9a-f]{4}(-[0-9a-f]{4}){3}/)
    const other = await (await terminal(server.url)).run({ name: 'selftest' })
    expect(other).toMatchObject({ code: 2, said: expect.stringContaining('another station key') })
    await server.kill()
    const dead = await run({ name: 'selftest' })
    expect(dead).toMatchObject({
      code: 2,
      said: expect.stringContaining('it cannot be reached (ECONNREFUSED)'),
    })
  })

  test('runs without server and station key where it needs neither, and otherwise says what is missing', async () => {
    const { run } = await terminal('redis://127.0.0.1:1', '')
    const file = join(temporaryFolder(), 'keys.json')
    expect(await run({ name: 'export-jwks', file, merge: false })).toMatchObject({ code: 0 })
    const refused = await run({ name: 'import-roster', file: rosterFile() })
    expect(refused).toMatchObject({ code: 78, said: expect.stringContaining('--import-station-key') })
  })

  test('that needs a server which is not there says so, and ends with 78', async () => {
    const { run } = await terminal('redis://127.0.0.1:1')
    expect(await run({ name: 'import-roster', file: rosterFile() })).toEqual({
      code: 78,
      said: 'The task cannot run: the store is not available: it cannot be reached (ECONNREFUSED)\n',
    })
  })
})
