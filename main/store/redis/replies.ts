import { z } from 'zod'
import type { SessionLine } from '../../../preload/administration.ts'
import type { AnswerOutcome, OfficerRow, OpenOutcome, SessionState } from '../store.ts'

// What scripts answer is parsed like everything that comes from outside: a server holds what somebody put there.

// A server whose clock was set back may hold people for years, as it says; nobody is told of more than two days.
const longestMs = 2 * 86_400_000
const ms = z
  .number()
  .min(0)
  .transform((given) => Math.min(given, longestMs))
// The longest that the rules let anybody be called.
const name = z.string().max(64)
/** Lua cannot tell an empty list from an empty object. */
const list = <Item extends z.ZodType>(item: Item, most: number) =>
  z.union([z.array(item).max(most), z.strictObject({}).transform(() => [])])

export const openReply: z.ZodType<OpenOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('opened'), resendInMs: ms }),
  z.strictObject({ kind: z.literal('locked'), retryInMs: ms }),
  z.strictObject({
    kind: z.literal('full'),
    limit: z.enum(['wait', 'account', 'terminal', 'installation']),
    retryInMs: ms,
  }),
])

export const answerReply: z.ZodType<AnswerOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('signed_in'), ended: list(name, 2), wrongBefore: z.int().min(0) }),
  z.strictObject({
    kind: z.literal('wrong'),
    triesLeft: z.int().min(0).max(10),
    reason: z.enum(['code', 'officer_changed']),
  }),
  z.strictObject({ kind: z.literal('locked'), retryInMs: ms, by: z.enum(['this_try', 'earlier']) }),
  z.strictObject({ kind: z.literal('expired') }),
  z.strictObject({ kind: z.literal('superseded') }),
  z.strictObject({
    kind: z.literal('void'),
    reason: z.enum(['refused', 'expired', 'restart', 'tries', 'spent', 'unknown', 'server_changed']),
  }),
])

const reason = z.enum([
  'idle',
  'expired',
  'elsewhere',
  'suspended',
  'changed',
  'logout',
  'restart',
  'unconfirmed',
  'administrator',
])

export const sessionReply: z.ZodType<SessionState> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('live'), expiresInMs: ms }),
  z.strictObject({
    kind: z.literal('over'),
    reason,
    elsewhere: z.strictObject({ place: name, agoMs: ms }).exactOptional(),
  }),
])

export const liveReply: z.ZodType<SessionLine[]> = list(
  z.strictObject({
    id: name,
    loginId: name,
    place: name,
    here: z.boolean(),
    startedForMs: ms,
    idleForMs: ms,
    expiresInMs: ms,
  }),
  1000,
)

export const restartReply = z.strictObject({ sessions: list(name, 1), challenges: list(name, 1000) })

export const applyReply = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('written'),
    ended: list(z.strictObject({ loginId: name, reason }), 100_000),
  }),
  z.strictObject({ kind: z.literal('stale') }),
  z.strictObject({ kind: z.literal('last_administrator') }),
  z.strictObject({ kind: z.literal('lost') }),
  z.strictObject({ kind: z.literal('moved') }),
])

/** Whether a terminal wrote it is found out elsewhere. `hashes` is left out where the terminal knows them. */
const root = z
  .strictObject({ number: z.string(), mac: z.string(), hashes: z.string().exactOptional() })
  .optional()
export type ToldRoot = NonNullable<z.output<typeof root>>

export const officerReply = z.strictObject({
  row: z.string().exactOptional(),
  members: z.string(),
  root,
  rescue: z
    .strictObject({ digest: name.transform((hex) => Buffer.from(hex, 'hex')), expiresInMs: ms })
    .exactOptional(),
})
export const bucketsReply = z.strictObject({ members: list(z.string(), 1024), root })

export const endReply = z.enum(['ended', 'over', 'gone'])

export const pageReply = z.strictObject({ cursor: z.string(), flat: list(z.string(), 20_000) })

/** `last` is left out behind the last one. */
export const findReply = z.strictObject({ last: z.string().exactOptional(), flat: list(z.string(), 20_000) })

// Begins with what scripts must read: version, state and MAC.
const packed = z.tuple([
  z.number(),
  z.enum(['active', 'suspended']),
  z.string(),
  z.enum(['officer', 'administrator']),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
])

export const packOfficer = (row: OfficerRow): string =>
  JSON.stringify([
    row.version,
    row.state,
    row.mac.toString('hex'),
    row.role,
    row.mobile.toString('base64'),
    row.name,
    row.rank,
    row.station,
  ] satisfies z.input<typeof packed>)

/**
 * A row that somebody has written by hand, so that it is none, has no MAC that fits, and signs nobody in. It has the version
 * that scripts read, though: the row that is to follow it must be the next (see roster-change.ts).
 */
export const unpackOfficer = (loginId: string, text: string): OfficerRow => {
  const read = packed.safeParse(parsed(text))
  const [, state, mac, role, mobile, name, rank, station] = read.success ? read.data : nothing
  return {
    loginId,
    name,
    rank,
    station,
    role,
    state,
    mobile: Buffer.from(mobile, 'base64'),
    version: Number(/^\[(\d{1,15})(?!\d)/.exec(text)?.[1] ?? 0),
    mac: Buffer.from(mac, 'hex'),
  }
}

const nothing: z.output<typeof packed> = [0, 'suspended', '', 'officer', '', '', '', '']

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
