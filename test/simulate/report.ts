import { availableParallelism, cpus } from 'node:os'
import type { LoginFigures, Spread } from './figures.ts'
import type { ServerLoad } from './server-load.ts'

/** All that a run tells. Memory in bytes. */
export type Figures = {
  terminals: number
  officers: number
  workers: number
  redisVersion: string
  rosterImportMs: number
  quiet: LoginFigures
  peak: LoginFigures
  peakServer: ServerLoad
  importServer: ServerLoad
  usedMemory: { empty: number; withRoster: number; withTerminals: number; peak: number; after: number }
  bytes: { officer: number; connection: number; challenge: number; session: number }
  /** Warnings and errors in the terminals' logs. */
  logged: string[]
}

export const reportOf = (figures: Figures): string => {
  const { quiet, peak, peakServer, importServer, usedMemory, bytes, logged } = figures
  const lines: [string, string][] = [
    [
      'computer',
      `${availableParallelism()} cores for server and terminals, ${cpus()[0]?.model ?? 'unknown'}`,
    ],
    ['server', `Redis ${figures.redisVersion}, assets/redis/redis.conf, without TLS`],
    ['terminals', `${figures.terminals} in ${figures.workers} processes`],
    ['connections', `${peakServer.connections}`],
    ['roster', `${figures.officers} officers, imported in ${(figures.rosterImportMs / 1000).toFixed(1)} s`],
    ['quiet phase', doneOf(quiet)],
    ['  send', spread(quiet.send)],
    ['  verify', spread(quiet.verify)],
    ['peak', `${doneOf(peak)}, ${peak.mistyped} mistyped first`],
    ['  logins a second', `${peak.reachedPerSecond.toFixed(1)} of ${peak.offeredPerSecond} offered`],
    ['  send', spread(peak.send)],
    ['  verify', spread(peak.verify)],
    ['  arrivals late', spread(peak.late)],
    ['  errors', errorsOf(peak)],
    [
      'server at the peak',
      `${Math.round(peakServer.scriptsPerSecond)} scripts a second, ${Math.round(peakServer.commandsPerSecond)} commands a second with those that scripts call`,
    ],
    [
      '  processor',
      `${peakServer.cpuSeconds.toFixed(1)} s, ${(peakServer.cpuShare * 100).toFixed(0)} % of one core`,
    ],
    [
      '  one script',
      `${peakServer.scriptMeanMicros.toFixed(0)} µs on average, p99 ${peakServer.scriptP99Micros.toFixed(0)} µs, longest ${longest(peakServer)}`,
    ],
    ['  in the import', `longest ${longest(importServer)}`],
    [
      'used_memory',
      `${mb(usedMemory.empty)} empty, ${mb(usedMemory.withRoster)} with the roster, ${mb(usedMemory.withTerminals)} with the terminals, ${mb(usedMemory.peak)} at the peak, ${mb(usedMemory.after)} after`,
    ],
    [
      '  bytes for',
      `an officer ${Math.round(bytes.officer)}, a connection ${Math.round(bytes.connection)}, an open challenge ${Math.round(bytes.challenge)}, a live session ${Math.round(bytes.session)}`,
    ],
    [
      'logs of terminals',
      logged.length === 0 ? 'nothing' : `${logged.length} warnings and errors, first: ${logged[0]}`,
    ],
  ]
  return lines.map(([name, value]) => `${name.padEnd(20)}${value}`).join('\n')
}

const doneOf = ({ begun, done }: LoginFigures) => `${done} logins done of ${begun}`

const spread = ({ p50, p99, worst }: Spread) =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`

const errorsOf = ({ errors }: LoginFigures) =>
  Object.entries(errors)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ') || 'none'

const longest = ({ scriptLongest: { micros, name } }: ServerLoad) =>
  micros === 0 ? 'under 0.5 ms' : `${(micros / 1000).toFixed(1)} ms (${name})`

const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`
