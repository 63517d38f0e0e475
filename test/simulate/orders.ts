import type { Measured } from './crowd.ts'
import type { Load } from './plan.ts'
import type { Shared } from './simulated-station.ts'

/** What a worker process begins with. */
export type Post = Shared & {
  terminals: number
  firstOfficer: number
  everyOfficer: number
  officers: number
}

/** What it is told, and what it says to each. */
export type Order = { kind: 'begin'; post: Post } | { kind: 'load'; load: Load } | { kind: 'leave' }
export type Report =
  | { kind: 'ready' }
  | { kind: 'measured'; measured: Measured }
  | { kind: 'left'; logged: string[] }
