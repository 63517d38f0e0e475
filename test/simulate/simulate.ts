// Simulated terminals at a real Redis server: what a change of shift costs. Bounded in count and time, loopback only;
// whatever happens, it ends what it has started.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { startCrew } from './crew.ts'
import { loginFigures } from './figures.ts'
import { type Plan, parsePlan } from './plan.ts'
import { startServer } from './redis-server.ts'
import { type Figures, reportOf } from './report.ts'
import { watched } from './server-load.ts'
import { linkOf, simulatedStation } from './simulated-station.ts'
import { enrol, measureSizes, usedMemory } from './sizes.ts'

/** Beyond the loads themselves. */
const longestMs = 240_000

const ends: (() => Promise<void>)[] = []
const whenOver = (end: () => Promise<void>) => void ends.unshift(end)
let ending: Promise<void> | undefined
const endAll = async (code: number) => {
  for (const end of ends) await end().catch(() => undefined)
  process.exit(code)
}
const over = (code: number) => {
  ending ??= endAll(code)
  return ending
}

const simulate = async (plan: Plan): Promise<Figures> => {
  const { terminals, officers, workers, quiet, peak } = plan
  const server = await startServer(terminals + 100, whenOver)
  const redisVersion = (await server.info()).get('redis_version') ?? ''
  await checkConnections(server.command, terminals)

  const shared = { settings: server.settings, stationKey: randomBytes(32).toString('base64') }
  console.log(`Importing ${officers} officers.`)
  const link = linkOf(shared)
  const desk = simulatedStation({ ...shared, link })
  await desk.store.officer('nobody')
  const empty = await usedMemory(server)
  const [rosterImportMs, importServer] = await watched(server, () => enrol(desk, officers))
  link.close()
  const withRoster = await usedMemory(server)

  console.log(`Connecting ${terminals} terminals.`)
  const crew = await startCrew(plan, shared, whenOver)
  console.log(`A quiet phase of ${quiet.seconds} s, then the peak of ${peak.seconds} s.`)
  const quietly = await crew.come(quiet)
  // Only now: what a server keeps for a new connection at first, it soon gives back.
  const withTerminals = await usedMemory(server)
  const [busily, peakServer] = await watched(server, () => crew.come(peak))
  const logged = await crew.leave()
  const after = await usedMemory(server)

  console.log('Measuring one challenge and one session.')
  const sizes = await measureSizes(server)
  server.close()
  return {
    terminals,
    officers,
    workers,
    redisVersion,
    rosterImportMs,
    quiet: loginFigures(quiet, quietly),
    peak: loginFigures(peak, busily),
    peakServer,
    importServer,
    usedMemory: { empty, withRoster, withTerminals, peak: peakServer.usedMemory, after },
    bytes: {
      officer: (withRoster - empty) / officers,
      connection: (withTerminals - withRoster) / terminals,
      ...sizes,
    },
    logged,
  }
}

// Redis takes what the operating system lets it open, and says nothing of it.
const checkConnections = async (command: (...words: string[]) => Promise<unknown>, terminals: number) => {
  const [, most] = [await command('CONFIG', 'GET', 'maxclients')].flat().map(String)
  if (Number(most) < terminals)
    throw new Error(`This computer lets the server hold ${most} connections only: say --terminals ${most}.`)
}

try {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void over(130))
  const plan = parsePlan(process.argv.slice(2))
  setTimeout(
    () => {
      console.error('The simulation takes too long and is given up.')
      void over(1)
    },
    (plan.quiet.seconds + plan.peak.seconds) * 1000 + longestMs,
  )
  const figures = await simulate(plan)
  console.log(`\n${reportOf(figures)}`)
  if (plan.out !== undefined) writeFileSync(plan.out, `${JSON.stringify(figures, null, 2)}\n`)
  await over(0)
} catch (error) {
  // Who is ended by us has nothing to complain of.
  if (!ending) console.error(error instanceof Error ? error.message : String(error))
  await over(1)
}
