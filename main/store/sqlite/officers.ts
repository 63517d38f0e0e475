import type { OfficerRow, SessionEnd } from '../store.ts'
import type { Database } from './database.ts'
import type { Sessions } from './sessions.ts'

export type Officers = {
  find: (loginId: string) => OfficerRow | undefined
  all: () => OfficerRow[]
  /** True while the row is, byte for byte, the one that was read, and its officer active. */
  unchanged: (officer: { loginId: string; mac: Buffer }) => boolean
  /** Outside a transaction: lays the rows ready without taking the write lock. */
  stage: (officers: OfficerRow[]) => void
  /** Inside one: puts what lies ready in place, unless the roster has changed since it was read. Answers whose sessions ended. */
  apply: () => 'stale' | { loginId: string; reason: SessionEnd }[]
}

type Row = Omit<OfficerRow, 'loginId'> & { login_id: string }

const columns = 'login_id, name, rank, station, role, state, mobile, version, mac'

export const createOfficers = (db: Database, sessions: Sessions): Officers => {
  db.exec(`CREATE TEMP TABLE incoming AS SELECT ${columns} FROM main.officer LIMIT 0`)
  const find = db.prepare<[string], Row>(`SELECT ${columns} FROM officer WHERE login_id = ?`)
  const all = db.prepare<[], Row>(`SELECT ${columns} FROM officer ORDER BY login_id`)
  const macOfActive = db
    .prepare<[string], Buffer>(`SELECT mac FROM officer WHERE login_id = ? AND state = 'active'`)
    .pluck()
  const clear = db.prepare('DELETE FROM temp.incoming')
  const lay = db.prepare(`
    INSERT INTO temp.incoming (${columns})
    VALUES (@loginId, @name, @rank, @station, @role, @state, @mobile, @version, @mac)`)
  const stale = db
    .prepare<[], number>(`
      SELECT count(*)
      FROM temp.incoming AS new
      LEFT JOIN main.officer AS old ON old.login_id = new.login_id
      WHERE coalesce(old.version, 0) <> new.version - 1`)
    .pluck()
  // In the order of the table, so that the lock is short however the file was sorted.
  const put = db.prepare(`
    INSERT OR REPLACE INTO main.officer (${columns})
    SELECT ${columns} FROM temp.incoming ORDER BY login_id`)
  const unseated = db.prepare<[], { loginId: string; reason: SessionEnd }>(`
    SELECT
      new.login_id AS loginId,
      CASE new.state WHEN 'suspended' THEN 'suspended' ELSE 'changed' END AS reason
    FROM temp.incoming AS new
    JOIN main.officer AS old ON old.login_id = new.login_id
    WHERE new.state = 'suspended' OR new.role <> old.role OR new.mobile <> old.mobile`)

  return {
    find: (loginId) => fromRow(find.get(loginId)),
    all: () => all.all().flatMap((row) => fromRow(row) ?? []),
    unchanged: ({ loginId, mac }) => macOfActive.get(loginId)?.equals(mac) ?? false,
    stage: (officers) => {
      db.transaction(() => {
        clear.run()
        for (const officer of officers) lay.run(officer)
      })()
    },
    apply: () => {
      if ((stale.get() ?? 0) > 0) return 'stale'
      const leaving = unseated.all()
      put.run()
      return leaving.filter(({ loginId, reason }) => sessions.endOf(loginId, reason))
    },
  }
}

const fromRow = (row: Row | undefined): OfficerRow | undefined => {
  if (!row) return undefined
  const { login_id: loginId, ...rest } = row
  return { loginId, ...rest }
}
