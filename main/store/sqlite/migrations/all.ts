import { first } from './001-first.ts'
import { attempts } from './002-attempts.ts'
import { administration } from './003-administration.ts'
import { rosterRoot } from './004-roster-root.ts'
import { checkpoint } from './005-checkpoint.ts'
import { bootMac } from './006-boot-mac.ts'
import { attemptProcess } from './007-attempt-process.ts'

/** In order; `user_version` of a database is how many of them it has seen. Never change one that was released. */
export const migrations: string[] = [
  first,
  attempts,
  administration,
  rosterRoot,
  checkpoint,
  bootMac,
  attemptProcess,
]
