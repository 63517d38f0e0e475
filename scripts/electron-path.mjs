import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainly, startedAs } from './plainly.mjs'
import { inProject } from './project.mjs'

/** Where the stand-in for the official Electron is unpacked; its marker keeps release packaging away from it. */
export const standInFolder = inProject('.electron')
export const markerName = 'STAND-IN.json'
export const standInMarker = join(standInFolder, markerName)

const executables = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }
const executable = executables[process.platform] ?? 'electron'

/** The Electron executable in use: a folder that the developer names, the official one, or the stand-in. */
export const electronPath = () => {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const found = named ? [join(named, executable)] : [official(), standIn()]
  return found.find((path) => path && existsSync(path))
}

const official = () => {
  const home = inProject('node_modules', 'electron')
  const version = readIfThere(join(home, 'dist', 'version'))?.replace(/^v/, '')
  const wanted = JSON.parse(readIfThere(join(home, 'package.json')) ?? '{}').version
  return version && version === wanted && join(home, 'dist', executable)
}

const standIn = () => existsSync(standInMarker) && join(standInFolder, executable)

const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined)

if (startedAs(import.meta)) {
  plainly(() => {
    const path = electronPath()
    if (!path) throw new Error('Electron is not here yet: run `npm run build` once.')
    console.log(path)
  })
}
