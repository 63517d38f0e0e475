import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const projectFolder = resolve(import.meta.dirname, '..')

export const inProject = (...names) => join(projectFolder, ...names)

export const isRoot = process.getuid?.() === 0

/** Whether a window can be seen here. Only Linux can be without a display. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** The Node that the project pins; the machine's own may be too old for the build and the tests. */
export const pinnedNode = () => {
  const pinned = inProject('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(pinned) ? pinned : process.execPath
}
