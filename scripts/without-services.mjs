import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const debians = '/usr/sbin/policy-rc.d'
const made = /^# Made by the set-up of tor-unveil-login, process (\d+), while it installs packages\.$/m
const policyOf = (pid) =>
  `#!/bin/sh\n# Made by the set-up of tor-unveil-login, process ${pid}, while it installs packages.\nexit 101\n`

/** Does a work in which Debian starts no service of what it installs; somebody else's policy stays as it is. */
export const withoutServices = (work, policy = debians) => {
  allowServices(policy)
  const ours = !existsSync(policy)
  if (ours) writeFileSync(policy, policyOf(process.pid), { mode: 0o755 })
  try {
    return work()
  } finally {
    if (ours) rmSync(policy, { force: true })
  }
}

/** Takes away what a set-up that was ended in the middle left behind: with it Debian would never start a service again. */
export const allowServices = (policy = debians) => {
  const pid = existsSync(policy) ? made.exec(readFileSync(policy, 'utf8'))?.[1] : undefined
  if (pid !== undefined && !isRunning(Number(pid))) rmSync(policy, { force: true })
}

const isRunning = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return cause.code !== 'ESRCH'
  }
}
