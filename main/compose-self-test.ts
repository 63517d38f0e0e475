import { join } from 'node:path'
import packageFile from '../package.json' with { type: 'json' }
import type { Station } from './compose.ts'
import { createProbes } from './compose-gateways.ts'
import { openStage } from './compose-rehearsal.ts'
import { flavour } from './flavour.ts'
import { inboxFolder } from './kit/inbox.ts'
import { lastApplied } from './kit/kit-state.ts'
import { policyFrom } from './login/policy.ts'
import { clockChecks } from './self-test/clock.ts'
import { configurationChecks } from './self-test/configuration.ts'
import { fileChecks } from './self-test/files.ts'
import type { Check } from './self-test/finding.ts'
import { gatewayChecks } from './self-test/gateways.ts'
import { keyChecks } from './self-test/keys.ts'
import { programChecks, type ThisProgram } from './self-test/program.ts'
import { provisioningChecks } from './self-test/provisioning.ts'
import { recordChecks } from './self-test/records.ts'
import { rehearsalCheck } from './self-test/rehearsal.ts'
import { rosterCheck } from './self-test/roster.ts'
import { sharedStoreChecks } from './self-test/shared-store.ts'
import { stationKeyMark } from './vault/station-key.ts'

/** This process, as the checks look at it. */
export const thisProcess = (packaged: boolean): ThisProgram => ({
  version: packageFile.version,
  flavour,
  packaged,
  executable: process.execPath,
  // Without a package Electron is told where the program lies.
  args: process.argv.slice(1).filter((arg) => packaged || arg !== join(import.meta.dirname, '..', '..')),
  environment: process.env,
})

/** Every check of this terminal. A new one is a line here, a file or a part of one in self-test/, and its words. */
export const createChecks = ({ station, program }: { station: Station; program: ThisProgram }): Check[] => {
  const { config, keys, tokens, clock, store, records, upkeep, head, chain, signer, home } = station
  const { packaged } = program
  const { inspection, configFile } = upkeep
  const policy = policyFrom(config)
  const evidence = { records, chain, genuine: signer.isGenuine, head: head.known() }
  const gateways = gatewayChecks({
    gateways: config.sms.gateways,
    probes: () => createProbes(station.complete(keys.secret), !packaged),
    store,
    clock,
  })
  const shared = sharedStoreOf(station)
  const sightings = async () => [...(await gateways.sightings()), ...((await shared?.sightings()) ?? [])]
  return [
    ...programChecks(program),
    ...keyChecks({ config, keys, tokens, clock }),
    ...fileChecks({ home, configFile, packaged }),
    ...provisioningChecks({
      account: config.account,
      packaged,
      applied: () => lastApplied(station),
      kitTrouble: station.kitTrouble,
      inbox: inboxFolder(program.flavour === 'development', home),
    }),
    ...configurationChecks({ station, policy, packaged }),
    rehearsalCheck(() => openStage({ station, policy })),
    ...clockChecks({ clock, records, inspection, sightings }),
    ...(shared?.checks ?? []),
    ...gateways.checks,
    // Last: they take the longest, and on a slow disk the time may be over.
    ...recordChecks({ inspection, head, evidence, records, clock, keepDays: config.ledger.retentionDays }),
    rosterCheck(station),
  ]
}

const sharedStoreOf = ({ config, store, upkeep, vault, clock }: Station) => {
  const { serverStatus } = upkeep
  if (config.store.kind === 'sqlite' || !serverStatus) return undefined
  return sharedStoreChecks({
    config: config.store,
    store,
    serverStatus,
    mark: () => stationKeyMark(vault),
    clock,
  })
}
