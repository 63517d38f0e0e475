import type { Clock } from '../../clock.ts'
import { sameBytes } from '../../same-bytes.ts'
import type { AnswerOutcome, AnswerStep, OpenOutcome, OpenStep, Store } from '../store.ts'
import type { Database } from './database.ts'
import type { Append } from './ledger.ts'
import {
  accountSends,
  allSends,
  installationSends,
  unusedSends,
  unverifiedSends,
  wrongTries,
} from './limit-keys.ts'
import { doubled, type Limits } from './limits.ts'
import type { Officers } from './officers.ts'
import { createPrune } from './prune.ts'
import type { Rescues } from './rescues.ts'
import type { Sessions } from './sessions.ts'

type Row = {
  account: string
  subject: string
  name: string
  digest: Buffer
  state: 'open' | 'spent' | 'superseded' | 'void'
  reason: 'refused' | 'expired' | 'restart' | 'tries' | null
  tries: number
  expires_at: number
  expires_steady_at: number
}

/** The steps of a challenge. Each must run inside a transaction of its own. */
export type Challenges = {
  open: (step: OpenStep) => OpenOutcome
  answer: (step: AnswerStep) => AnswerOutcome
  void: (...args: Parameters<Store['void']>) => boolean
  /** Voids all that are open, and answers whom they were about. */
  restart: () => string[]
}

/** What a challenge that is over is still good for: to tell an officer in plain words why his code does not work. */
const keepMs = 24 * 60 * 60 * 1000

export const createChallenges = ({
  db,
  clock,
  steady,
  append,
  limits,
  officers,
  rescues,
  sessions,
}: {
  db: Database
  clock: Clock
  steady: () => number
  append: Append
  limits: Limits
  officers: Officers
  rescues: Rescues
  sessions: Sessions
}): Challenges => {
  const insert = db.prepare(`
    INSERT INTO challenge (id, account, subject, name, digest, state, reason, tries, expires_at, expires_steady_at)
    VALUES (@id, @account, @subject, @name, @digest, 'open', NULL, 0, @expiresAt, @expiresSteadyAt)`)
  const supersede = db.prepare(
    `UPDATE challenge SET state = 'superseded' WHERE subject = ? AND state = 'open'`,
  )
  const find = db.prepare<[string], Row>('SELECT * FROM challenge WHERE id = ?')
  const setState = db.prepare('UPDATE challenge SET state = @state, reason = @reason WHERE id = @id')
  const countTry = db.prepare('UPDATE challenge SET tries = tries + 1 WHERE id = ?')
  const voidAll = db
    .prepare<[], string>(`
    UPDATE challenge SET state = 'void', reason = 'restart' WHERE state = 'open' RETURNING name`)
    .pluck()
  const prune = createPrune(db, { table: 'challenge', key: 'id', age: 'expires_steady_at' })

  const open = ({ challenge, limits: send }: OpenStep): OpenOutcome => {
    const { id, account, subject, name, digest, lifeMs } = challenge
    const lock = limits.held(wrongTries(challenge))
    if (lock.forMs > 0) return { kind: 'locked', retryInMs: lock.forMs }
    const unused = unusedSends(challenge)
    const wait = limits.held(unused)
    const tallies = [
      { limit: 'account', key: accountSends(challenge), bound: send.perAccount },
      { limit: 'terminal', key: unverifiedSends, bound: send.unverifiedPerTerminal },
      { limit: 'terminal', key: allSends, bound: send.allPerTerminal },
      ...(send.perInstallation
        ? [{ limit: 'installation', key: installationSends, bound: send.perInstallation } as const]
        : []),
    ] as const
    const fullest = [
      { limit: 'wait' as const, retryInMs: wait.forMs },
      ...tallies.map(({ limit, key, bound }) => ({ limit, retryInMs: limits.fullForMs(key, bound) })),
    ].reduce((longest, next) => (next.retryInMs > longest.retryInMs ? next : longest))
    if (fullest.retryInMs > 0) return { kind: 'full', ...fullest }
    limits.count(...tallies.map(({ key }) => key))
    const next = limits.fail(unused, wait, (count) =>
      doubled(send.firstWaitMs, count - 1, send.longestWaitMs),
    )
    supersede.run(subject)
    insert.run({
      id,
      account,
      subject,
      name,
      digest,
      expiresAt: clock.wallMs() + lifeMs,
      expiresSteadyAt: steady() + lifeMs,
    })
    prune(steady() - keepMs)
    return { kind: 'opened', resendInMs: next.forMs }
  }

  const answer = (step: AnswerStep): AnswerOutcome => {
    const row = find.get(step.challengeId)
    if (!row) return { kind: 'void', reason: 'unknown' }
    const wrong = wrongTries(row)
    const before = limits.held(wrong)
    if (before.forMs > 0) return { kind: 'locked', retryInMs: before.forMs, by: 'earlier' }
    if (row.state === 'superseded') return { kind: 'superseded' }
    if (row.state !== 'open')
      return row.reason === 'expired' ? { kind: 'expired' } : { kind: 'void', reason: row.reason ?? 'spent' }
    if (clock.wallMs() >= row.expires_at || steady() >= row.expires_steady_at) {
      setState.run({ id: step.challengeId, state: 'void', reason: 'expired' })
      return { kind: 'expired' }
    }
    const gone = step.madeFor === undefined ? undefined : rescues.gone(step.madeFor, row.digest)
    if (gone) return gone
    // Counted before it is compared: whatever happens next, this try is spent.
    countTry.run(step.challengeId)
    const equal = sameBytes(row.digest, step.digest)
    const officer = step.officer && officers.unchanged(step.officer) ? step.officer : undefined
    if (equal && officer) {
      setState.run({ id: step.challengeId, state: 'spent', reason: null })
      limits.succeed(unusedSends(row))
      limits.uncount(unverifiedSends)
      if (before.count > 0) {
        limits.succeed(wrong)
        limits.forget(wrong)
      }
      rescues.end(officer.loginId)
      const ended = step.session ? sessions.start({ ...step.session, loginId: officer.loginId }) : []
      return { kind: 'signed_in', ended, wrongBefore: before.count }
    }
    return fail(step, row, before, equal ? 'officer_changed' : 'code')
  }

  const fail = (
    { challengeId, tries, lock }: AnswerStep,
    row: Row,
    before: { count: number },
    reason: 'code' | 'officer_changed',
  ): AnswerOutcome => {
    const wrong = wrongTries(row)
    limits.count(wrong)
    const dayFull = limits.fullForMs(wrong, { most: lock.wrongPerDay, perMs: lock.dayMs }) > 0
    const { count, forMs: lockedForMs } = limits.fail(wrong, before, (count) => {
      if (dayFull) return lock.dayMs
      return count % lock.afterWrong === 0
        ? doubled(lock.firstMs, count / lock.afterWrong - 1, lock.longestMs)
        : 0
    })
    const triesOfCode = tries - row.tries - 1
    if (triesOfCode <= 0) setState.run({ id: challengeId, state: 'void', reason: 'tries' })
    if (lockedForMs > 0) return { kind: 'locked', retryInMs: lockedForMs, by: 'this_try' }
    if (triesOfCode <= 0) return { kind: 'void', reason: 'tries' }
    return {
      kind: 'wrong',
      triesLeft: Math.min(triesOfCode, lock.afterWrong - (count % lock.afterWrong)),
      reason,
    }
  }

  return {
    open: (step) => {
      const outcome = open(step)
      for (const entry of step.record(outcome)) append(entry)
      return outcome
    },
    answer: (step) => {
      const outcome = answer(step)
      for (const entry of step.record(outcome)) append(entry)
      if (outcome.kind === 'signed_in') for (const loginId of outcome.ended) append(step.ended(loginId))
      return outcome
    },
    void: (challengeId, reason, entry) => {
      const row = find.get(challengeId)
      if (row?.state !== 'open') return false
      setState.run({ id: challengeId, state: 'void', reason })
      if (reason === 'refused') {
        limits.unfail(unusedSends(row))
        for (const key of [accountSends(row), unverifiedSends, installationSends]) limits.uncount(key)
      }
      append(entry)
      return true
    },
    restart: () => voidAll.all(),
  }
}
