import { randomBytes } from 'node:crypto'
import { importRoster } from '../../main/roster/import-roster.ts'
import { inTurns } from './in-turns.ts'
import { officer, rosterOf } from './people.ts'
import type { Server } from './redis-server.ts'
import { linkOf, prefixOf, simulatedStation } from './simulated-station.ts'
import { createTerminal } from './terminal.ts'

const many = 2000

/** Puts officers on the roster as IT does. Answers how long that took, in milliseconds. */
export const enrol = async (station: ReturnType<typeof simulatedStation>, officers: number) => {
  const { store, roster } = station
  const startedAt = performance.now()
  const outcome = await importRoster({
    text: rosterOf(officers),
    source: 'simulation',
    store,
    roster,
    progress: () => undefined,
  })
  if (outcome.kind !== 'imported') throw new Error(`The roster was not imported: ${outcome.kind}.`)
  return performance.now() - startedAt
}

export const usedMemory = async ({ info }: Pick<Server, 'info'>) => Number((await info()).get('used_memory'))

/**
 * What one open challenge and one live session take in the server's memory, in bytes: with their limits, pointers and
 * deadlines. At a station of its own, each officer at a terminal of his own, over one connection.
 */
export const measureSizes = async (server: Server) => {
  const shared = { settings: server.settingsToMeasure, stationKey: randomBytes(32).toString('base64') }
  const link = linkOf(shared)
  try {
    await enrol(simulatedStation({ ...shared, link }), many)
    const terminals = await inTurns(many, () => createTerminal(simulatedStation({ ...shared, link })))
    const before = await usedMemory(server)
    const codes = await inTurns(many, async (number) => {
      const terminal = terminals[number]
      const { answer, code } = terminal?.send(officer(number)) ?? {}
      const sent = await answer
      if (!terminal || !sent?.ok) throw new Error('A challenge to be measured could not be opened.')
      return { terminal, challengeId: sent.value.challengeId, code: await code }
    })
    const opened = await usedMemory(server)
    await inTurns(many, async (number) => {
      const { terminal, challengeId, code } = codes[number] ?? {}
      const verified = await terminal?.verify(challengeId ?? '', code ?? '')
      if (!verified?.ok) throw new Error('A session to be measured could not be started.')
    })
    const signedIn = await usedMemory(server)
    await removeAll(server, `${prefixOf(shared.settings)}session*`)
    const withoutSessions = await usedMemory(server)
    return { challenge: (opened - before) / many, session: (signedIn - withoutSessions) / many }
  } finally {
    link.close()
  }
}

const removeAll = async ({ command }: Server, pattern: string) => {
  let cursor = '0'
  do {
    const page = await command('SCAN', cursor, 'MATCH', pattern, 'COUNT', '1000')
    const [next, names] = Array.isArray(page) ? page : []
    if (Array.isArray(names) && names.length > 0) await command('DEL', ...names.map(String))
    cursor = String(next)
  } while (cursor !== '0')
}
