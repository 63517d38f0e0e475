import type { SessionLine } from '../../../preload/administration.ts'
import type { Clock } from '../../clock.ts'
import type { SessionEnd, SessionState, Store } from '../store.ts'
import type { Database } from './database.ts'
import { createPrune } from './prune.ts'

/** The steps of a session. Each must run inside a transaction of its own. */
export type Sessions = {
  /** Ends what else lives of this officer and at this terminal, and answers whose that was. */
  start: (session: { id: string; loginId: string; lifeMs: number }) => string[]
  state: (id: string) => SessionState
  live: (page: Parameters<Store['liveSessions']>[0]) => SessionLine[]
  touch: (id: string, activeAt: number) => void
  end: (id: string, reason: SessionEnd) => Awaited<ReturnType<Store['end']>>
  /** Answers whether the officer had one. */
  endOf: (loginId: string, reason: SessionEnd) => boolean
  /** Ends those of this terminal, and answers whose they were. */
  restart: () => string[]
}

type LiveRow = {
  id: string
  loginId: string
  terminal: string
  place: string
  started_at: number
  active_at: number
  expiresInMs: number
}

type Row = { expires_at: number; expires_steady_at: number; end_reason: SessionEnd | null }

const keepMs = 24 * 60 * 60 * 1000

export const createSessions = ({
  db,
  clock,
  steady,
  terminal,
  place,
}: {
  db: Database
  clock: Clock
  steady: () => number
  terminal: string
  /** What people call this terminal. */
  place: string
}): Sessions => {
  const endOfOfficer = db.prepare(`
    UPDATE session
    SET ended_at = @now, end_reason = @reason
    WHERE login_id = @loginId AND ended_at IS NULL`)
  const endOfTerminal = db
    .prepare<[{ now: number; reason: SessionEnd; terminal: string }], string>(`
      UPDATE session
      SET ended_at = @now, end_reason = @reason
      WHERE terminal = @terminal AND ended_at IS NULL
      RETURNING login_id`)
    .pluck()
  // One look by each of two indexes: with OR it would be one look at every live session. Both are hidden from the planner, which
  // would plan anew for each.
  const inTheWay = db.prepare<[string, string], { id: string; loginId: string }>(`
    SELECT id, login_id AS loginId FROM session WHERE login_id = (SELECT ?) AND ended_at IS NULL
    UNION
    SELECT id, login_id FROM session WHERE terminal = (SELECT ?) AND ended_at IS NULL`)
  const insert = db.prepare(`
    INSERT INTO session (id, login_id, terminal, place, started_at, active_at, expires_at, expires_steady_at)
    VALUES (@id, @loginId, @terminal, @place, @now, @now, @expiresAt, @expiresSteadyAt)`)
  const find = db.prepare<[string], Row>(
    'SELECT expires_at, expires_steady_at, end_reason FROM session WHERE id = ?',
  )
  const live = db.prepare<[{ now: number; steady: number; before: string; most: number }], LiveRow>(`
    SELECT
      id, login_id AS loginId, terminal, place, started_at, active_at,
      min(expires_at - @now, expires_steady_at - @steady) AS expiresInMs
    FROM session
    WHERE
      ended_at IS NULL
      AND expires_at > @now AND expires_steady_at > @steady
      AND (
        @before = ''
        OR (started_at, id) < (SELECT started_at, id FROM session WHERE id = @before)
      )
    ORDER BY started_at DESC, id DESC
    LIMIT @most`)
  const touched = db.prepare('UPDATE session SET active_at = ? WHERE id = ? AND ended_at IS NULL')
  const end = db.prepare(`
    UPDATE session
    SET ended_at = @now, end_reason = @reason
    WHERE id = @id AND ended_at IS NULL`)
  const prune = createPrune(db, { table: 'session', key: 'id', age: 'expires_steady_at' })

  return {
    start: ({ id, loginId, lifeMs }) => {
      const now = clock.wallMs()
      const ended = inTheWay.all(loginId, terminal)
      for (const other of ended) end.run({ now, id: other.id, reason: 'elsewhere' })
      insert.run({
        id,
        loginId,
        terminal,
        place,
        now,
        expiresAt: now + lifeMs,
        expiresSteadyAt: steady() + lifeMs,
      })
      prune(steady() - keepMs)
      return ended.map((other) => other.loginId)
    },
    state: (id) => {
      const row = find.get(id)
      if (!row || row.end_reason) return { kind: 'over', reason: row?.end_reason ?? 'expired' }
      // A permission ends when either clock says so.
      const expiresInMs = Math.min(row.expires_at - clock.wallMs(), row.expires_steady_at - steady())
      return expiresInMs > 0 ? { kind: 'live', expiresInMs } : { kind: 'over', reason: 'expired' }
    },
    live: (page) => {
      const now = clock.wallMs()
      return live.all({ ...page, now, steady: steady() }).map((row) => ({
        id: row.id,
        loginId: row.loginId,
        place: row.place,
        here: row.terminal === terminal,
        startedForMs: Math.max(0, now - row.started_at),
        idleForMs: Math.max(0, now - row.active_at),
        expiresInMs: row.expiresInMs,
      }))
    },
    touch: (id, activeAt) => touched.run(activeAt, id),
    end: (id, reason) => {
      if (end.run({ now: clock.wallMs(), id, reason }).changes > 0) return 'ended'
      return find.get(id) ? 'over' : 'gone'
    },
    endOf: (loginId, reason) => endOfOfficer.run({ now: clock.wallMs(), loginId, reason }).changes > 0,
    restart: () => endOfTerminal.all({ now: clock.wallMs(), terminal, reason: 'restart' }),
  }
}
