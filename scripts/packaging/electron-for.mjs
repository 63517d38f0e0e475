import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { downloadArtifact } from '@electron/get'
import { standInForWindows } from '../electron-binary.mjs'
import { electronPath, standInMarker } from '../electron-path.mjs'
import { inProject } from '../project.mjs'

/** For a release: the zip of Electron's own release, and nothing else. `{ dist, version }`. */
export const officialElectron = async (platform) => {
  refuseSubstitutes({ marker: standInMarker, environment: process.env })
  const { version, checksums } = wanted()
  const dist = await downloadArtifact({ version, platform, arch: 'x64', artifactName: 'electron', checksums })
  verifyZip({ file: dist, name: `electron-v${version}-${platform}-x64.zip`, checksums })
  return { dist, version }
}

/** For builds that nobody installs: the Electron of development, whatever it is. `{ dist, version }`. */
export const electronOfDevelopment = async (platform) => {
  const dist = platform === process.platform ? dirname(electronPath()) : await forWindows()
  return { dist, version: versionIn(dist) }
}

/** Throws where this project is set up with an Electron that is not Electron's own release. */
export const refuseSubstitutes = ({ marker, environment }) => {
  if (environment.ELECTRON_OVERRIDE_DIST_PATH)
    throw new Error(
      'A release is not packaged: ELECTRON_OVERRIDE_DIST_PATH names another Electron than the official one.',
    )
  if (existsSync(marker))
    throw new Error(
      'A release is not packaged: this project holds a stand-in for Electron, which nobody vouches for. Delete .electron where Electron can be downloaded, and try again. `-- --test` makes a test build.',
    )
}

/** Throws unless `file` is the zip that Electron's package lists under `name`. */
export const verifyZip = ({ file, name, checksums }) => {
  const known = checksums[name]
  if (!known) throw new Error(`A release is not packaged: Electron's package lists no ${name}.`)
  if (createHash('sha256').update(readFileSync(file)).digest('hex') === known) return
  throw new Error(
    `A release is not packaged: ${name} is not what Electron's package says (its checksum is wrong).`,
  )
}

const wanted = () => {
  const read = (name) => JSON.parse(readFileSync(inProject('node_modules', 'electron', name), 'utf8'))
  return { version: read('package.json').version, checksums: read('checksums.json') }
}

const forWindows = async () => {
  try {
    const { version, checksums } = wanted()
    return await downloadArtifact({
      version,
      platform: 'win32',
      arch: 'x64',
      artifactName: 'electron',
      checksums,
    })
  } catch {
    return standInForWindows()
  }
}

// A zip is the version that was asked for; a folder says its own.
const versionIn = (dist) => {
  const file = join(dist, 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : wanted().version
}
