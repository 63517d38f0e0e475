import { type ChildProcess, spawn } from 'node:child_process'
import { ask, run } from './run.ts'

export type Account = ReturnType<typeof makeAccount>

/** An ordinary user of this computer, who is gone with all that is his when `remove` is called. Only root can make one. */
export const makeAccount = () => {
  const name = 'tor-unveil-package-test'
  ask('userdel', ['-r', name])
  run('useradd', ['-m', '-s', '/bin/sh', name])
  const home = run('getent', ['passwd', name]).split(':')[5] ?? ''
  const started: ChildProcess[] = []
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
    ask: (program: string[], environment: Record<string, string> = {}) =>
      ask('setpriv', [...as(environment), ...program], { timeout: 30_000 }),
    start: (program: string[], environment: Record<string, string>) => {
      const child = spawn('setpriv', [...as(environment), ...program], { cwd: '/' })
      started.push(child)
      return child
    },
    remove: () => {
      for (const child of started) child.kill('SIGKILL')
      ask('userdel', ['-r', name])
    },
  }
}
