import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { ask, run } from './run.ts'

export type Account = ReturnType<typeof makeAccount>

/** An ordinary user of this computer, who is gone with all that is his when `remove` is called. Only root can make one. */
export const makeAccount = () => {
  const name = 'tor-unveil-package-test'
  removeAccount(name)
  run('useradd', ['-m', '-s', '/bin/sh', name])
  const home = run('getent', ['passwd', name]).split(':')[5] ?? ''
  const runtime = `/run/user/${statSync(home).uid}`
  const as = (environment: Record<string, string>) => [
    ...[
      `--reuid=${name}`,
      `--regid=${name}`,
      '--init-groups',
      '--inh-caps=-all',
      'env',
      '-i',
      `HOME=${home}`,
    ],
    ...[
      'PATH=/usr/bin:/bin',
      'LANG=C.UTF-8',
      ...Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    ],
  ]
  const askAs = (program: string[], environment: Record<string, string> = {}, input = '') =>
    ask('setpriv', [...as(environment), ...program], { timeout: 30_000, input })
  return {
    name,
    home,
    /** Runs a program to its end, without a display. */
    ask: askAs,
    /** As signing in to a desktop does: a bus in the folder that the system makes for it, and a keyring there, unlocked. */
    signIn: async () => {
      mkdirSync(runtime, { recursive: true, mode: 0o700 })
      const { uid, gid } = statSync(home)
      chownSync(runtime, uid, gid)
      const session = { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus` }
      const { status, output } = askAs(['sh', '-c', desktop], session, 'password')
      if (status !== 0) throw new Error(`there is no desktop: ${output}`)
      // The daemon goes behind before it has its name on the bus.
      const named = () => expect(askAs(namesOnBus, session).output).toContain('"org.freedesktop.secrets"')
      await vi.waitFor(named, { timeout: 20_000 })
      return { bus: `${runtime}/bus`, session }
    },
    /** Ends all that runs under it. */
    signOut: () => endAll(name),
    start: (program: string[], environment: Record<string, string>): ChildProcess =>
      spawn('setpriv', [...as(environment), ...program], { cwd: '/' }),
    remove: () => removeAccount(name),
  }
}

const desktop = `
  dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --fork >/dev/null 2>&1 &&
  gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1`
const bus = 'org.freedesktop.DBus'
const namesOnBus = ['dbus-send', '--session', '--print-reply', `--dest=${bus}`, '/', `${bus}.ListNames`]

const removeAccount = (name: string) => {
  if (ask('id', ['-u', name]).status !== 0) return
  endAll(name)
  ask('userdel', ['-rf', name])
}

/** Whatever runs under it, such as the daemon of a keyring. */
const endAll = (name: string) => {
  const uid = Number(run('id', ['-u', name]))
  const own = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && uidOf(pid) === uid)
  for (const pid of own) process.kill(Number(pid), 'SIGKILL')
  rmSync(`/run/user/${uid}`, { recursive: true, force: true })
}

const uidOf = (pid: string) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
