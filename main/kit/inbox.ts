import { accessSync, constants, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Station } from '../compose.ts'
import { machineFolder } from '../flavour.ts'
import { installKit } from './installed-kit.ts'
import { takeSecrets } from './secrets-file.ts'

/** What may lie in an inbox. */
export const inboxFiles = { kit: 'kit.json', secrets: 'secrets.json' } as const

/** 100,000 officers take a seventh of it. */
const largestKitBytes = 100_000_000

type Deps = { inbox: string; station: Station; development: boolean }

/**
 * Applies what root or SYSTEM has laid down for the terminal's account: the kit first, then the secrets. What is refused is
 * put aside with its reason in the ledger; nothing keeps the start from going on. Answers whether the station must be opened
 * anew, because something was taken.
 */
export const takeInbox = async (deps: Deps): Promise<boolean> => {
  const { inbox, station } = deps
  if (isClosed(inbox)) {
    station.log.warn(`the inbox ${inbox} is closed to this account: give it the folder, with mode 0700`)
    return false
  }
  const applied = await takeKit(deps)
  const sealed = await takeSecretsFile(deps)
  return applied || sealed
}

/** Where an installed program looks; nobody who only starts it can name another folder. */
export const inboxFolder = (development: boolean, home: string): string => {
  if (development) return join(home, 'inbox')
  return process.platform === 'win32'
    ? `C:\\ProgramData\\${machineFolder.windows}\\inbox`
    : `/var/lib/${machineFolder.unix}/inbox`
}

/** Nothing in there can be seen, so nothing is refused: every start would tell the ledger of files that need not be there. */
const isClosed = (inbox: string) => {
  try {
    accessSync(inbox, constants.X_OK)
    return false
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EACCES'
  }
}

const takeKit = async ({ inbox, station, development }: Deps): Promise<boolean> => {
  const file = join(inbox, inboxFiles.kit)
  const { home, log } = station
  const bytes = readKitFile(file)
  if (bytes === undefined) return false
  // Not read at a start that finds nothing.
  const { applyKit, planKit } = await import('./apply-kit.ts')
  try {
    const plan = typeof bytes === 'string' ? refusal(bytes) : await planKit({ bytes, station, development })
    if (plan.kind === 'same') installKit(home, plan.kit)
    const outcome = plan.kind === 'ready' ? await applyKit(plan, { station, source: 'terminal' }) : plan
    if (outcome.kind === 'refused') {
      await putAside({ file, event: 'kit_refused', reasons: outcome.reasons, station })
      return false
    }
    if (!remove(file)) log.error(`${file} was applied and cannot be removed: give this account its folder`)
  } catch (cause) {
    // A store out of reach, a full disk. How far it came is seen when the station is opened anew.
    log.error(`${file} waits for the next start`, cause)
  }
  return true
}

const takeSecretsFile = async ({ inbox, station }: Deps): Promise<boolean> => {
  const file = join(inbox, inboxFiles.secrets)
  try {
    const taken = await takeSecrets({ file, source: 'terminal', station })
    if (taken.kind === 'absent') return false
    if (taken.kind === 'refused') {
      await putAside({ file, event: 'secret_set', reasons: [taken.reason], station })
      return false
    }
    if (!taken.removed) {
      station.log.error(`${file} is erased and cannot be removed: give this account its folder`)
    }
  } catch (cause) {
    // Sealed in part, they are all sealed again then.
    station.log.error(`${file} waits for the next start`, cause)
  }
  return true
}

const refusal = (reason: string) => ({ kind: 'refused' as const, reasons: [reason] })

const readKitFile = (file: string): Buffer | string | undefined => {
  try {
    return statSync(file).size > largestKitBytes ? 'it is too long' : readFileSync(file)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    return 'this account cannot read it'
  }
}

const mostReason = 500

/** Once, not at every start. */
const putAside = async ({
  file,
  event,
  reasons,
  station: { store, log },
}: {
  file: string
  event: 'kit_refused' | 'secret_set'
  reasons: string[]
  station: Station
}) => {
  for (const reason of reasons) log.error(`${file} was refused: ${reason}`)
  const reason = reasons.join('; ').slice(0, mostReason)
  await store.note({ event, actor: 'terminal', subject: 'inbox', outcome: 'refused', reason })
  try {
    renameSync(file, `${file}.refused`)
  } catch (cause) {
    log.error(`${file} cannot be put aside: give this account its folder`, cause)
  }
}

const remove = (file: string) => {
  try {
    rmSync(file)
    return true
  } catch {
    return false
  }
}
