import { checkStation } from '../check-station.ts'
import { secretSettings } from '../config/secrets.ts'
import { Problem } from '../problem.ts'
import { stationKeyMark } from '../vault/station-key.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { type Finding, recordsFindings } from './selftest-records.ts'

const gatewayEvents = 20

/**
 * `--selftest`: what an installation lacks, which secrets exist (never what they are), whether roster and ledger are what
 * was written, and what the gateways said last.
 * Ends with 0 where all is green, 1 where something is amber, 2 where something is red.
 */
export const selftestTask = async ({ station, print, development }: TaskDeps): Promise<ExitCode> => {
  const findings = [
    ...configuration(station, development),
    ...secrets(station),
    ...(await sharedStore(station)),
    ...(await recordsFindings(station)),
    ...(await gateways(station)),
  ]
  for (const { level, text } of findings) print(`${level}: ${text}`)
  const worst = findings.some(({ level }) => level === 'red') ? 2 : 1
  return findings.every(({ level }) => level === 'green') ? 0 : worst
}

const configuration = (station: TaskDeps['station'], development: boolean): Finding[] => {
  try {
    const { warnings } = checkStation(station, development)
    return [
      { level: 'green', text: 'the configuration is complete' },
      ...warnings.map((text) => ({ level: 'amber' as const, text })),
    ]
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause
    return cause.details.map((text) => ({ level: 'red', text }))
  }
}

const secrets = ({ keys }: TaskDeps['station']): Finding[] =>
  secretSettings
    .filter((name) => keys.secret(name) !== undefined)
    .map((name) => ({ level: 'green', text: `${name} is sealed on this terminal` }))

const sharedStore = async ({ config, store, vault }: TaskDeps['station']): Promise<Finding[]> => {
  if (config.store.kind === 'sqlite') return []
  try {
    await store.session('')
    return [{ level: 'green', text: `the store answers; the station key is ${stationKeyMark(vault)}` }]
  } catch (cause) {
    // What the configuration lacks is told above.
    if (cause instanceof Problem) return []
    return [{ level: 'red', text: cause instanceof Error ? cause.message : String(cause) }]
  }
}

/** The newest word of each gateway of the route, as the ledger has it. */
const gateways = async ({ store, config }: TaskDeps['station']): Promise<Finding[]> => {
  const entries = await store.newest(['gateway', 'otp_delivery'], gatewayEvents)
  return config.sms.gateways.map((name): Finding => {
    const entry = entries.find(({ subject, reason }) => subject === name || reason?.includes(`${name} `))
    if (!entry) return { level: 'green', text: `gateway ${name}: the ledger tells of no failure` }
    const at = new Date(entry.at).toISOString()
    const word = [entry.outcome, entry.reason].filter(Boolean).join(': ')
    const level = entry.outcome === 'back' || entry.outcome === 'handed_over' ? 'green' : 'amber'
    return { level, text: `gateway ${name}: ${at} ${word}` }
  })
}
