import type { OfficerRow, SessionEnd } from '../store.ts'
import type { Database } from './database.ts'
import type { Sessions } from './sessions.ts'

export type Officers = {
  find: (loginId: string) => OfficerRow | undefined
  all: () => OfficerRow[]
  /** Some of them, in the order of login IDs, behind one: of how many it looked at, the last, and those that hold the text. */
  look: (page: { text: string; after: string; most: number }) => { last?: string; found: OfficerRow[] }
  /** The same between two login IDs; the second is among them. */
  lookBetween: (page: { text: string; after: string; last: string; most: number }) => OfficerRow[]
  /** What is searched of the next ones behind a login ID; nothing behind the last. */
  texts: (after: string) => Pick<OfficerRow, 'loginId' | 'name' | 'station'>[]
  any: () => boolean
  /** True while the row is, byte for byte, the one that was read, and its officer active. */
  unchanged: (officer: { loginId: string; mac: Buffer }) => boolean
  /** Outside a transaction: lays the rows ready without taking the write lock. */
  stage: (officers: OfficerRow[]) => void
  /**
   * What lies ready against the roster as it is now: why it must not be put there, or whose sessions it ends. An administrator
   * whom nobody vouches for is none.
   */
  judge: (vouched: (row: OfficerRow) => boolean) => 'stale' | 'last_administrator' | Leaving[]
  /** Inside a transaction: puts it there. Answers who of those had a session. */
  put: (leaving: Leaving[]) => Leaving[]
}

type Leaving = { loginId: string; reason: SessionEnd }

const others = 'name, rank, station, role, state, mobile, version, mac'
const columns = `login_id, ${others}`
const row = `login_id AS loginId, ${others}`

/** Rows that are looked at in one go: a few milliseconds on an old PC. */
const sliceRows = 500

export const createOfficers = (db: Database, sessions: Sessions): Officers => {
  db.exec(`
    CREATE TEMP TABLE incoming (
      login_id TEXT PRIMARY KEY, name, rank, station, role, state, mobile, version, mac
    ) WITHOUT ROWID`)
  const find = db.prepare<[string], OfficerRow>(`SELECT ${row} FROM officer WHERE login_id = ?`)
  const all = db.prepare<[], OfficerRow>(`SELECT ${row} FROM officer ORDER BY login_id`)
  const texts = db.prepare<[string], Pick<OfficerRow, 'loginId' | 'name' | 'station'>>(`
    SELECT login_id AS loginId, name, station
    FROM officer
    WHERE login_id > ?
    ORDER BY login_id
    LIMIT ${sliceRows}`)
  const any = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM officer)').pluck()
  const endOfSlice = db
    .prepare<[string], string | null>(`
      SELECT max(login_id)
      FROM (SELECT login_id FROM officer WHERE login_id > ? ORDER BY login_id LIMIT ${sliceRows})`)
    .pluck()
  // lower() knows Latin letters only; other scripts of India have no capitals.
  const look = db.prepare<[{ text: string; after: string; last: string; most: number }], OfficerRow>(`
    SELECT ${row}
    FROM officer
    WHERE
      login_id > @after AND login_id <= @last
      AND (
        instr(login_id, lower(@text)) > 0
        OR instr(lower(name), lower(@text)) > 0
        OR instr(lower(station), lower(@text)) > 0
      )
    ORDER BY login_id
    LIMIT @most`)
  const macOfActive = db
    .prepare<[string], Buffer>(`SELECT mac FROM officer WHERE login_id = ? AND state = 'active'`)
    .pluck()
  const clear = db.prepare('DELETE FROM temp.incoming')
  const lay = db.prepare(`
    INSERT INTO temp.incoming (${columns})
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const stale = db
    .prepare<[], number>(`
      SELECT EXISTS (
        SELECT 1
        FROM temp.incoming AS new
        LEFT JOIN main.officer AS old ON old.login_id = new.login_id
        WHERE coalesce(old.version, 0) <> new.version - 1
      )`)
    .pluck()
  const administrators = db.prepare<[], OfficerRow>(`
    SELECT ${row} FROM officer WHERE role = 'administrator' AND state = 'active'`)
  const bringsAdministrator = db
    .prepare<[], number>(`
      SELECT EXISTS (SELECT 1 FROM temp.incoming WHERE role = 'administrator' AND state = 'active')`)
    .pluck()
  const isIncoming = db
    .prepare<[string], number>('SELECT EXISTS (SELECT 1 FROM temp.incoming WHERE login_id = ?)')
    .pluck()
  // In the order of the table, so that the lock is short however the file was sorted.
  const put = db.prepare(`
    INSERT OR REPLACE INTO main.officer (${columns})
    SELECT ${columns} FROM temp.incoming ORDER BY login_id`)
  const unseated = db.prepare<[], Leaving>(`
    SELECT
      new.login_id AS loginId,
      CASE new.state WHEN 'suspended' THEN 'suspended' ELSE 'changed' END AS reason
    FROM temp.incoming AS new
    JOIN main.officer AS old ON old.login_id = new.login_id
    WHERE new.state = 'suspended' OR new.role <> old.role OR new.mobile <> old.mobile`)

  return {
    find: (loginId) => find.get(loginId),
    all: () => all.all(),
    look: ({ text, after, most }) => {
      const last = endOfSlice.get(after)
      if (typeof last !== 'string') return { found: [] }
      return { last, found: look.all({ text, after, last, most }) }
    },
    lookBetween: (page) => look.all(page),
    texts: (after) => texts.all(after),
    any: () => any.get() === 1,
    unchanged: ({ loginId, mac }) => macOfActive.get(loginId)?.equals(mac) ?? false,
    stage: (officers) => {
      db.transaction(() => {
        clear.run()
        for (const { loginId, name, rank, station, role, state, mobile, version, mac } of officers) {
          lay.run(loginId, name, rank, station, role, state, mobile, version, mac)
        }
      })()
    },
    judge: (vouched) => {
      if (stale.get() === 1) return 'stale'
      const before = administrators.all()
      const staying = before.filter(({ loginId }) => isIncoming.get(loginId) === 0)
      const one = staying.some(vouched) || bringsAdministrator.get() === 1
      return !one && before.some(vouched) ? 'last_administrator' : unseated.all()
    },
    put: (leaving) => {
      put.run()
      return leaving.filter(({ loginId, reason }) => sessions.endOf(loginId, reason))
    },
  }
}
