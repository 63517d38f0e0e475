import type { Inspection } from '../inspection.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations/all.ts'

/** 200 MB of 4 kB pages. Comparing the indexes of more takes longer than a self-test may, on an old disk. */
const thoroughPages = 50_000
const mostFaults = 3

export const createInspection = (db: Database, steadyMs: () => number): Inspection => {
  const pragma = (name: string) => String(db.pragma(name, { simple: true }))
  return {
    integrity: () => {
      const thorough = Number(pragma('page_count')) <= thoroughPages
      const found = db
        .prepare<[], string>(`PRAGMA ${thorough ? 'integrity_check' : 'quick_check'}(${mostFaults})`)
        .pluck()
        .all()
      const orphans = db.prepare('PRAGMA foreign_key_check').all()
      return {
        thorough,
        faults: [
          ...found.filter((line) => line !== 'ok'),
          ...(orphans.length > 0 ? [`${orphans.length} rows without the row that they belong to`] : []),
        ],
      }
    },
    settings: () => ({
      journal_mode: { is: pragma('journal_mode'), wanted: 'wal' },
      // FULL.
      synchronous: { is: pragma('synchronous'), wanted: '2' },
      secure_delete: { is: pragma('secure_delete'), wanted: '1' },
      user_version: { is: pragma('user_version'), wanted: String(migrations.length) },
    }),
    steadyMs,
  }
}
