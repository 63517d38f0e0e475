import { first } from './001-first.ts'

/** In order; `user_version` of a database is how many of them it has seen. Never change one that was released. */
export const migrations: string[] = [first]
