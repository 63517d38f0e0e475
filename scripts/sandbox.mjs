import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { electronPath } from './electron-path.mjs'
import { isRoot } from './project.mjs'

/** Electron's own helper that makes the sandbox where the system gives none to an ordinary user. */
export const sandboxHelper = () => join(dirname(electronPath()), 'chrome-sandbox')

/** Stops with the command to type, where Linux lets an ordinary user have no sandbox without the helper. */
export const checkSandbox = () => {
  if (isRoot || !namespacesRefused()) return
  const helper = sandboxHelper()
  const { uid, mode } = statSync(helper)
  if (uid === 0 && mode & 0o4000) return
  throw new Error(
    `This system gives programs no sandbox unless Electron's helper is trusted. Trust it with this command, and try again:\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  )
}

const namespacesRefused = () =>
  setting('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
  setting('kernel/unprivileged_userns_clone') === '0' ||
  setting('user/max_user_namespaces') === '0'

const setting = (name) => {
  const file = `/proc/sys/${name}`
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
