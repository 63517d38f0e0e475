import { useEffect, useState, useSyncExternalStore } from 'react'
import { createLogin, type Login } from './login.ts'
import type { State } from './states.ts'

/** The login of this window: where it is, and what the officer can do. */
export const useLogin = (): { state: State; login: Login } => {
  const [login] = useState(() => createLogin({ station: window.station, now: () => performance.now() }))
  useEffect(() => login.start(), [login])
  return { state: useSyncExternalStore(login.subscribe, login.state), login }
}
