import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeStationKey, stationKeyName } from '../../main/vault/station-key.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { close, kitKey, kitOf, openTerminal, rosterHeader, run, startTerminal } from './kits.ts'

const key = kitKey()
const roster = `${rosterHeader}o9,Nine,Constable,Harbour,9876543219,officer\n`

/** Two terminals of a station that take kits. */
const twoTerminals = async () => {
  const { url, ...server } = await startRedis()
  const stationKey = makeStationKey()
  const settings = {
    kit: { publicKey: key.publicKey },
    sms: { allowLocal: true },
    store: { kind: 'redis', station: 'harbour', url },
  }
  const terminal = async () => {
    const home = temporaryFolder()
    const opened = await openTerminal(home)
    opened.keys.setSecret(stationKeyName, stationKey)
    await close(opened)
    return home
  }
  const apply = async (home: string, kit: string) => {
    const file = join(temporaryFolder(), 'kit.json')
    writeFileSync(file, kit)
    const station = await startTerminal({ home, settings })
    const outcome = await run(station, { name: 'apply-kit', file }).finally(() => close(station))
    return outcome
  }
  const look = async (home: string, inbox?: string) => {
    const station = await startTerminal({ home, settings, ...(inbox !== undefined && { inbox }) })
    const { lifeSeconds } = station.config.otp
    const [applied] = await station.store.newest(['kit_applied'], 1)
    await close(station)
    return { lifeSeconds, applied: applied?.outcome, trouble: station.kitTrouble?.details }
  }
  const officer = async (home: string) => {
    const station = await startTerminal({ home, settings })
    const { row } = await station.store.officer('o9').finally(() => close(station))
    return row?.name
  }
  return { first: await terminal(), second: await terminal(), apply, look, officer, server }
}

describeRedis('a kit at a terminal of a shared store', () => {
  test('puts its roster on the server for all of them, and its settings on this terminal alone', async () => {
    const { first, second, apply, look, officer } = await twoTerminals()
    const kit = kitOf(key, { settings: { otp: { lifeSeconds: 90 } }, roster })
    expect((await apply(first, kit)).said).toContain('1 added, 0 changed, 0 unchanged')
    expect(await officer(second)).toBe('Nine')
    expect(await look(first)).toEqual({ lifeSeconds: 90, applied: 'applied', trouble: undefined })
    expect(await look(second)).toEqual({ lifeSeconds: 120, applied: undefined, trouble: undefined })
    expect((await apply(second, kit)).said).toContain('0 added, 0 changed, 1 unchanged')
    expect(await look(second)).toEqual({ lifeSeconds: 90, applied: 'applied', trouble: undefined })
  })

  test('with a roster waits in the inbox while the server cannot be reached, and is applied when it is back', async () => {
    const { first, look, officer, server } = await twoTerminals()
    const inbox = temporaryFolder()
    writeFileSync(join(inbox, 'kit.json'), kitOf(key, { settings: { otp: { lifeSeconds: 90 } }, roster }))
    server.freeze()
    expect(await look(first, inbox)).toMatchObject({ lifeSeconds: 120, applied: undefined })
    server.thaw()
    expect(await look(first, inbox)).toMatchObject({ lifeSeconds: 90, applied: 'applied' })
    expect(await officer(first)).toBe('Nine')
  })

  test('without a roster needs no server', async () => {
    const { first, apply, look, server } = await twoTerminals()
    server.freeze()
    expect(await apply(first, kitOf(key, { settings: { otp: { lifeSeconds: 90 } } }))).toMatchObject({
      code: 0,
    })
    expect(await look(first)).toMatchObject({ lifeSeconds: 90, applied: 'applied' })
    server.thaw()
  })
})
