import { chmodSync, chownSync, lchownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { electronPath } from './electron-path.mjs'
import { inProject, isRoot, projectFolder } from './project.mjs'
import { ask } from './run.mjs'
import { sandboxHelper } from './sandbox.mjs'

const nobody = 65534
const probeEndsWithinMs = 20_000
const asOrdinaryUser = inProject('scripts', 'as-ordinary-user.sh')

/**
 * How to start the built program on the data folder `home`, for Playwright's `_electron.launch`: as an ordinary user with
 * the sandbox on where that works, which root finds out by trying once. Needs a display. Call it when everything that
 * `home` shall hold is in there, for the folder is handed to the user who runs the program. Playwright switches the
 * sandbox off unless it is told `chromiumSandbox`.
 */
export const launch = (home) => {
  const account = accountToUse()
  const env = { ...process.env, TOR_UNVEIL_HOME: home }
  const common = { args: [projectFolder], env, chromiumSandbox: account !== 'root' }
  if (account !== 'nobody') return { executablePath: electronPath(), ...common }
  giveAway(home)
  return { executablePath: asOrdinaryUser, ...common, env: { ...env, ...envOfNobody(home) } }
}

/** As whom the program runs: `own`, `nobody` or `root`. Found out once a run: the processes that this one starts inherit the answer. */
export const accountToUse = () => {
  process.env.TOR_UNVEIL_ACCOUNT ??= isRoot && process.platform === 'linux' ? accountForRoot() : 'own'
  return process.env.TOR_UNVEIL_ACCOUNT
}

const accountForRoot = () => {
  if (sandboxWorks() || (trustHelper() && sandboxWorks())) return 'nobody'
  console.log(
    'Running as root with --no-sandbox: here the program cannot be run as an ordinary user with the sandbox on.',
  )
  return 'root'
}

const sandboxWorks = () => {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-probe-'))
  giveAway(home)
  const env = { ...process.env, ...envOfNobody(home) }
  try {
    const probe = inProject('scripts', 'sandbox-probe.mjs')
    return (
      ask(asOrdinaryUser, [probe], { env, timeout: probeEndsWithinMs, killSignal: 'SIGKILL' }).status === 0
    )
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

// Where an ordinary user gets no namespaces, the sandbox needs Electron's helper, and the helper needs to be root's.
const trustHelper = () => {
  const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
  if (ask('setpriv', [...asNobody, 'unshare', '--user', 'true']).status === 0) return false
  chownSync(sandboxHelper(), 0, 0)
  chmodSync(sandboxHelper(), 0o4755)
  return true
}

const envOfNobody = (home) => ({
  ELECTRON_EXECUTABLE: electronPath(),
  HOME: join(home, 'account'),
  XDG_RUNTIME_DIR: join(home, 'account'),
})

const giveAway = (home) => {
  mkdirSync(join(home, 'account'), { recursive: true, mode: 0o700 })
  lchownSync(home, nobody, nobody)
  for (const name of readdirSync(home, { recursive: true })) lchownSync(join(home, name), nobody, nobody)
}
