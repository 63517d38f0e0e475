import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { ask, run } from './run.ts'

export type Account = ReturnType<typeof makeAccount>

/** An ordinary user of this computer, who is gone with all that is his when `remove` is called. Only root can make one. */
export const makeAccount = () => {
  const name = 'tor-unveil-package-test'
  removeAccount(name)
  run('useradd', ['-m', '-s', '/bin/sh', name])
  const home = run('getent', ['passwd', name]).split(':')[5] ?? ''
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
  return {
    name,
    home,
    /** Runs a program to its end, without a display. */
    ask: (program: string[], environment: Record<string, string> = {}, input = '') =>
      ask('setpriv', [...as(environment), ...program], { timeout: 30_000, input }),
    start: (program: string[], environment: Record<string, string>): ChildProcess =>
      spawn('setpriv', [...as(environment), ...program], { cwd: '/' }),
    remove: () => removeAccount(name),
  }
}

/** With whatever still runs under it, such as the daemon of a keyring. */
const removeAccount = (name: string) => {
  const { status, output } = ask('id', ['-u', name])
  if (status !== 0) return
  const own = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && uidOf(pid) === Number(output))
  for (const pid of own) process.kill(Number(pid), 'SIGKILL')
  ask('userdel', ['-rf', name])
}

const uidOf = (pid: string) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
