import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hasDisplay, isRoot } from './project.mjs'
import { ask } from './run.mjs'
import { allowServices, withoutServices } from './without-services.mjs'

// Debian's package names, each with the one file that proves that it is here.
const libraries = {
  'libgtk-3-0': 'libgtk-3.so.0',
  libnss3: 'libnss3.so',
  libasound2: 'libasound.so.2',
  libgbm1: 'libgbm.so.1',
  libxss1: 'libXss.so.1',
  'libatspi2.0-0': 'libatspi.so.0',
  libnotify4: 'libnotify.so.4',
  'libsecret-1-0': 'libsecret-1.so.0',
}
// A virtual display needs fonts too, Tamil ones among them: a machine without a screen may have none.
const virtualDisplay = {
  xvfb: 'Xvfb',
  xauth: 'xauth',
  'fonts-noto-core': '/usr/share/fonts/truetype/noto/NotoSansTamil-Regular.ttf',
}
const testTools = {
  'redis-server': 'redis-server',
  dbus: 'dbus-run-session',
  'gnome-keyring': 'gnome-keyring-daemon',
  faketime: 'faketime',
  'x11-utils': 'xwininfo',
}

const packagingTools = { 'p7zip-full': '7za', msitools: 'msiinfo', wixl: 'wixl' }

/** Checks what Electron, and the tests if they are wanted, need of a Linux system; installs it as root on Debian. */
export const installLinuxPackages = ({ forTests, forPackages }) => {
  if (isRoot) allowServices()
  const missing = [
    ...missingLibraries(),
    ...(hasDisplay() && !forTests ? [] : missingFrom(virtualDisplay)),
    ...(forTests ? missingFrom(testTools) : []),
    ...(forPackages ? missingFrom(packagingTools) : []),
  ]
  if (missing.length === 0) return
  if (!onPath('apt-get'))
    throw new Error(
      `Some system packages are missing. Debian calls them: ${missing.join(' ')}. Install them and try again.`,
    )
  if (!isRoot) {
    const names = currentNames(missing).join(' ')
    throw new Error(
      `Some system packages are missing. Install them with this command, and try again:\n  sudo apt-get install --no-install-recommends ${names}`,
    )
  }
  install(missing)
}

const missingLibraries = () => {
  const known = ask('ldconfig', ['-p'], withSbin).stdout
  return Object.keys(libraries).filter((name) => !known.includes(libraries[name]))
}

const missingFrom = (table) =>
  Object.keys(table).filter(
    (name) => !(table[name].startsWith('/') ? existsSync(table[name]) : onPath(table[name])),
  )

const searched = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
const withSbin = { env: { ...process.env, PATH: searched.join(delimiter) } }
const onPath = (program) => searched.some((folder) => existsSync(join(folder, program)))

const install = (missing) => {
  console.log(`Installing system packages (a minute or two): ${missing.join(' ')} …`)
  const quietly = { env: { ...withSbin.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } }
  // A source that cannot be read need not be the one that we want, so the installation itself is the judge.
  ask('apt-get', ['update', '-qq'], quietly)
  const names = currentNames(missing)
  const { status, output } = withoutRedis(() =>
    ask(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...names],
      quietly,
    ),
  )
  if (status === 0) return
  const reason = output.split('\n').find((line) => line.startsWith('E: ')) ?? 'E: it gave no reason'
  throw new Error(`apt-get could not install ${names.join(' ')}: ${reason.slice(3)}`)
}

// Newer Debian and Ubuntu call the libraries with 64-bit time `…t64`.
const currentNames = (names) =>
  names.map((name) => {
    const renamed = `${name}t64`
    return name.startsWith('lib') && ask('apt-cache', ['show', renamed]).status === 0 ? renamed : name
  })

// The tests start their own Redis: the one that comes with the package must neither run now nor at the next boot.
const withoutRedis = (work) => {
  const hadRedis = onPath('redis-server')
  try {
    return withoutServices(work)
  } finally {
    if (!hadRedis && onPath('redis-server') && onPath('systemctl'))
      ask('systemctl', ['disable', '--quiet', 'redis-server'])
  }
}
