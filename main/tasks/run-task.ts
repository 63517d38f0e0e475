import type { Task } from '../arguments.ts'
import type { Station } from '../compose.ts'

/** What a task does its work with. `print` takes whole lines. */
export type TaskDeps = {
  station: Station
  print: (line: string) => void
  readInput: () => Promise<string>
  /** True in a program that is not packaged. */
  development: boolean
}

/** 0: done. 1: refused, with the reasons printed; nothing was changed. The self-test says its own. */
export type ExitCode = 0 | 1 | 2

/** Every task but the one that gives the station back its keys (see work.ts). */
export type StationTask = Exclude<Task, { name: 'import-recovery' }>

/** Does one piece of work from the command line, beside an open window. Each is loaded only when it is asked for. */
export const runTask = async (task: StationTask, deps: TaskDeps): Promise<ExitCode> => {
  switch (task.name) {
    case 'import-roster':
      return (await import('./import-roster.ts')).importRosterTask(task, deps)
    case 'export-roster':
      return (await import('./export-roster.ts')).exportRosterTask(task, deps)
    case 'setup-code':
      return (await import('./setup-code.ts')).setUpCodeTask(deps)
    case 'rescue-code':
      return (await import('./rescue-code.ts')).rescueCodeTask(task, deps)
    case 'unlock':
      return (await import('./unlock.ts')).unlockTask(task, deps)
    case 'export-jwks':
      return (await import('./export-jwks.ts')).exportJwksTask(task, deps)
    case 'export-station-key':
      return (await import('./export-station-key.ts')).exportStationKeyTask(task, deps)
    case 'import-station-key':
      return (await import('./import-station-key.ts')).importStationKeyTask(task, deps)
    case 'selftest':
      return (await import('./selftest.ts')).selftestTask(deps)
    case 'verify-ledger':
      return (await import('./verify-ledger.ts')).verifyLedgerTask(task, deps)
    case 'export-ledger':
      return (await import('./export-ledger.ts')).exportLedgerTask(task, deps)
    case 'export-public-key':
      return (await import('./export-public-key.ts')).exportPublicKeyTask(task, deps)
    case 'verify-export':
      return (await import('./verify-export.ts')).verifyExportTask(task, deps)
    case 'check-config':
      return (await import('./check-config.ts')).checkConfigTask(task, deps)
    case 'make-kit':
      return (await import('./make-kit.ts')).makeKitTask(task, deps)
    case 'apply-kit':
      return (await import('./apply-kit.ts')).applyKitTask(task, deps)
    case 'export-kit-key':
      return (await import('./export-kit-key.ts')).exportKitKeyTask(task, deps)
    case 'put-secrets':
      return (await import('./put-secrets.ts')).putSecretsTask(task, deps)
    case 'export-recovery':
      return (await import('./export-recovery.ts')).exportRecoveryTask(task, deps)
    case 'set-secret':
      return (await import('./set-secret.ts')).setSecretTask(task, deps)
  }
}
