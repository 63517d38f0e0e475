import { first } from './001-first.ts'
import { attempts } from './002-attempts.ts'

/** In order; `user_version` of a database is how many of them it has seen. Never change one that was released. */
export const migrations: string[] = [first, attempts]
