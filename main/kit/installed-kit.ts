import { closeSync, fsyncSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { machineSettings } from '../config/schema.ts'
import { parseSettings, type Settings } from '../config/settings.ts'
import { reportUnwritable } from '../problem.ts'
import { writeWhole } from '../write-whole.ts'
import { type Kit, openKit } from './kit-file.ts'

/**
 * Where a kit lies once it is applied. `next` is one that is about to be: it counts from the moment on in which the ledger
 * tells that it was applied, and only then (see kit-state.ts).
 */
export const kitFiles = (home: string) => ({
  installed: join(home, 'kit.json'),
  next: join(home, 'kit.next.json'),
})

export type FoundKit = { kind: 'kit'; kit: Kit } | { kind: 'missing' } | { kind: 'unusable'; reason: string }

/** The kit of a data folder, if it is one that was signed with this key. */
export const readKit = (file: string, publicKey: string): FoundKit => {
  try {
    const opened = openKit({ bytes: readFileSync(file), publicKey, installed: true })
    return opened.kind === 'kit' ? opened : { kind: 'unusable', reason: opened.reason }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { kind: 'missing' }
    return { kind: 'unusable', reason: 'it cannot be read' }
  }
}

/** What a start reads before it can ask the ledger; one that is not to be used counts for nothing until then. */
export const installedSettings = (home: string, publicKey: string | undefined): Settings | undefined => {
  if (publicKey === undefined) return undefined
  const found = readKit(kitFiles(home).installed, publicKey)
  return found.kind === 'kit' ? settingsOf(found.kit) : undefined
}

/** Without what only a machine's own file says. Throws a `Problem` for a configuration that is no JSON. */
export const settingsOf = ({ configuration }: Pick<Kit, 'configuration'>): Settings =>
  Object.fromEntries(
    Object.entries(parseSettings('the configuration of the kit', configuration)).filter(
      ([name]) => !machineSettings.some((own) => own === name),
    ),
  )

/** Settings in a kit's configuration that only a machine's own file may hold. */
export const machineSettingsIn = (settings: Settings): string[] =>
  machineSettings.filter((name) => Object.hasOwn(settings, name))

/** Before the step that applies it. */
export const stageKit = (home: string, kit: Kit) =>
  reportUnwritable(home, () => {
    writeWhole(kitFiles(home).next, kit.installed)
    syncFolder(home)
  })

/** After that step. */
export const installKit = (home: string, kit: Kit) =>
  reportUnwritable(home, () => {
    const { installed, next } = kitFiles(home)
    writeWhole(installed, kit.installed)
    syncFolder(home)
    rmSync(next, { force: true })
  })

/** A name in a folder outlives a power cut only then. Windows knows no such step. */
const syncFolder = (folder: string) => {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
