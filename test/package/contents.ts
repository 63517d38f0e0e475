import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'

/** Every file of the archive, the hash in the name of a chunk left out. */
export const filesOfArchive = (folder: string): string[] => {
  const names = listPackage(join(folder, 'resources', 'app.asar'), { isPack: false })
  const isFolder = (name: string) => names.some((other) => other.startsWith(`${name}/`))
  return names
    .filter((name) => !isFolder(name))
    .map((name) => name.slice(1).replace(/-[\w-]{8}(\.(js|css))$/, '-#$1'))
    .sort()
}

/** A file of the archive. */
export const textOf = (folder: string, name: string): string =>
  extractFile(join(folder, 'resources', 'app.asar'), join(name)).toString('utf8')

/** Every file below a folder. */
export const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
