import { accessSync, constants, existsSync, lstatSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type Check, type Finding, found, named } from './finding.ts'

/** Rights of the group and of all others; to write. */
const forOthers = 0o077
const writtenByOthers = 0o022
const modesTell = process.platform !== 'win32'

/** Whether others can read what lies here or change what the program is told, and whether there is room. */
export const fileChecks = ({
  home,
  configFile,
  packaged,
  freeBytes = freeAt,
}: {
  home: string
  configFile: string
  packaged: boolean
  /** Of the disk on which a folder lies. */
  freeBytes?: (folder: string) => number
}): Check[] => [
  { id: 'data_folder', run: () => [modesTell ? rightsIn(home) : found('green', 'data_folder.not_checked')] },
  {
    id: 'config_file',
    run: () => {
      const file = { file: configFile }
      if (!existsSync(configFile)) return [found('green', 'config_file.none', file)]
      if (!modesTell) return [found('green', 'config_file.not_checked', file)]
      const both = [configFile, dirname(configFile)]
      if (both.some((path) => (statSync(path).mode & writtenByOthers) !== 0))
        return [found('red', 'config_file.open', file)]
      // Whoever may write the folder can put another file there.
      if (both.some(mayWrite)) return [found(packaged ? 'red' : 'amber', 'config_file.own', file)]
      return [found('green', 'config_file.guarded', file)]
    },
  },
  { id: 'disk_space', run: () => [roomFor(freeBytes(home))] },
]

const rightsIn = (home: string): Finding => {
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
  const open = [home, ...files.map(({ parentPath, name }) => join(parentPath, name))].filter(isOpen)
  // Names without a path: where the folder lies is nobody's business.
  const names = open.map((path) => relative(home, path) || '.')
  return names.length === 0
    ? found('green', 'data_folder.closed', { count: files.length })
    : found('red', 'data_folder.open', { names: named(names) })
}

/** A link has no rights of its own, and a file that has just gone has none any more. */
const isOpen = (path: string): boolean => {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat !== undefined && !stat.isSymbolicLink() && (stat.mode & forOthers) !== 0
}

const mayWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const million = 1_000_000
/** A ledger of a year and the log fit well into the first; the second is what a busy month may take. */
const enoughBytes = 1000 * million
const leastBytes = 200 * million

const roomFor = (bytes: number): Finding => {
  const free = { free: Math.floor(bytes / million) }
  if (bytes >= enoughBytes) return found('green', 'disk_space.enough', free)
  return bytes >= leastBytes ? found('amber', 'disk_space.low', free) : found('red', 'disk_space.full', free)
}

const freeAt = (folder: string) => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
