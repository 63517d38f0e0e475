import type { Clock } from '../../clock.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import type { Log } from '../../log.ts'
import type { Records } from '../records.ts'
import type { AnswerOutcome, Store } from '../store.ts'
import { createBookkeeping } from './bookkeeping.ts'
import { type Link, NotDone } from './link.ts'
import { answer } from './lua/answer.ts'
import { open } from './lua/open.ts'
import { putRescue } from './lua/rescue.ts'
import { restart } from './lua/restart.ts'
import { bury, end, liveSessions, session, touch } from './lua/session.ts'
import { unlock } from './lua/unlock.ts'
import { voidChallenge } from './lua/void.ts'
import { answerReply, endReply, liveReply, openReply, restartReply, sessionReply } from './replies.ts'
import { createRoster } from './roster.ts'
import { createSharedRoot } from './roster-root.ts'
import type { Script } from './script.ts'

const tryAgainMs = 1000

/** 128 bits of a keyed hash tell people apart, and are half of what each of them costs the server. */
const shortened = (hash: string) => hash.slice(0, 32)

/**
 * The store that terminals share, on a Redis server; the ledger stays in this terminal's own database. A verb is one
 * script there. What could be lost between the two places is written down here before it is tried.
 */
export const createRedisStore = ({
  link,
  prefix,
  station,
  sign,
  records,
  terminal,
  place,
  clock,
  log,
}: {
  link: Link
  /** Of all keys and channels. */
  prefix: string
  station: string
  /** A MAC under the key of the station. */
  sign: (text: string) => Buffer
  records: Records
  terminal: string
  /** What people call this terminal. */
  place: string
  clock: Clock
  log: Log
}): Store => {
  const { owed, payFirst, attempt, told } = createBookkeeping({ records, log })
  const here = { terminal, place }
  let closed = false

  const run = async (script: Script, step: Record<string, unknown>) => {
    await payFirst()
    return link.run(script, { ...step, ...here })
  }

  /** Ends a session that may have started though nobody could be told, however long that takes. */
  const undo = async (id: string, entry: LedgerEntry, failedBefore = false): Promise<void> => {
    try {
      if (await link.run(bury, { id, reason: 'unconfirmed', ...here })) await owed.write(undefined, [entry])
      if (failedBefore) log.info('a session that nobody has is ended now')
    } catch (cause) {
      // Said once, not with every attempt.
      if (!failedBefore) log.warn(`a session that nobody has could not be ended yet: ${String(cause)}`)
      if (!closed) clock.after(tryAgainMs, () => void undo(id, entry, true))
    }
  }

  return {
    open: async ({ challenge, limits, record }) => {
      const { account, subject, digest, ...others } = challenge
      const whose = { account: shortened(account), subject: shortened(subject) }
      const step = { challenge: { ...others, ...whose, digest: digest.toString('hex') }, limits }
      try {
        const asked = told(() => record({ kind: 'opened', resendInMs: 0 })[0], run(open, step))
        const outcome = openReply.parse(await asked)
        await owed.write(undefined, record(outcome))
        return outcome
      } catch (cause) {
        // No SMS for what is not in the ledger; and what nobody got costs no wait.
        const refused = { challengeId: challenge.id, reason: 'refused' }
        if (!(cause instanceof NotDone)) link.run(voidChallenge, refused).catch(() => undefined)
        throw cause
      }
    },
    answer: async ({ digest, officer, session, record, ended, ...step }) => {
      const [begun] = record({ kind: 'attempted' })
      const giveUp = () => {
        if (!session || !begun) return
        const unconfirmed = { event: 'session_end', actor: 'terminal', subject: begun.subject } as const
        void undo(session.id, { ...unconfirmed, outcome: 'ended', reason: 'unconfirmed' })
      }
      const rest = {
        ...step,
        session,
        digest: digest.toString('hex'),
        ...(officer && { officer: { loginId: officer.loginId, mac: officer.mac.toString('hex') } }),
      }
      try {
        return await attempt<AnswerOutcome>(begun, async () => {
          const said = answerReply.parse(await run(answer, rest))
          // Without an officer nobody can be signed in, whatever a server says.
          const lie = said.kind === 'signed_in' && !officer
          const outcome: AnswerOutcome = lie ? { kind: 'void', reason: 'store_disagrees' } : said
          if (lie) giveUp()
          const others = outcome.kind === 'signed_in' ? outcome.ended.map(ended) : []
          return { outcome, entries: [...record(outcome), ...others] }
        })
      } catch (cause) {
        if (!(cause instanceof NotDone)) giveUp()
        throw cause
      }
    },
    void: async (challengeId, reason, entry) => {
      const done = (await run(voidChallenge, { challengeId, reason })) === true
      // Whoever is refused writes the entry himself: one that is owed is not.
      const fault = (cause: unknown) => log.error('the end of a code could not be written; it is owed', cause)
      if (done) await owed.write(undefined, [entry]).catch(fault)
      return done
    },
    session: async (id) => sessionReply.parse(await link.run(session, { id })),
    touch: async (id, activeAt) => {
      await run(touch, { id, agoMs: Math.max(0, clock.wallMs() - activeAt) })
    },
    end: async (id, reason, entry) => {
      const outcome = endReply.parse(await told(() => entry, run(end, { id, reason })))
      if (outcome === 'ended') await owed.write(undefined, [entry])
      return outcome
    },
    watch: (ended) => link.listen(`${prefix}ended:${terminal}`, ended),
    restart: async (entry) => {
      await records.settleLeftovers()
      const left = restartReply.parse(await told(() => entry('session', terminal), run(restart, {})))
      await owed.write(undefined, [
        ...left.sessions.map((loginId) => entry('session', loginId)),
        ...left.challenges.map((name) => entry('challenge', name)),
      ])
    },
    ...createRoster({ run, attempt, station, root: createSharedRoot({ run, records, station, sign, log }) }),
    putRescue: async ({ digest, ...rest }, entries) => {
      const [first] = entries
      await attempt(first && { ...first, outcome: 'attempted' }, async () => {
        await run(putRescue, { ...rest, digest: digest.toString('hex') })
        return { outcome: undefined, entries }
      })
    },
    liveSessions: async (page) => liveReply.parse(await run(liveSessions, page)),
    unlock: async (account, entry) => {
      const lifted = (await told(() => entry, run(unlock, { account: shortened(account) }))) === true
      if (lifted) await owed.write(undefined, [entry])
      return lifted
    },
    noteNewTerminal: records.noteNewTerminal,
    lastDelivery: records.lastDelivery,
    keepDelivery: records.keepDelivery,
    newest: records.newest,
    flags: records.flags,
    ledgerPage: records.ledgerPage,
    putSetUpCode: records.putSetUpCode,
    trySetUpCode: records.trySetUpCode,
    note: records.note,
    close: () => {
      closed = true
      link.close()
      records.close()
    },
  }
}
