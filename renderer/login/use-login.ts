import { useSyncExternalStore } from 'react'
import type { Login } from './login.ts'
import type { State } from './states.ts'

/** Where a login is. */
export const useLogin = (login: Login): State => useSyncExternalStore(login.subscribe, login.state)
