import type { Database } from './database.ts'

/** More than a step ever adds, so that what is too old goes as fast as new rows come, and no step is ever long. */
const mostRows = 8

/** Removes a few rows that are older than a moment, by the index of their age. Where the oldest is younger it knows that without a look. */
export const createPrune = (
  db: Database,
  { table, key, age }: { table: 'challenge' | 'session' | 'tally'; key: string; age: string },
) => {
  const oldest = db.prepare<[], number | null>(`SELECT min(${age}) FROM ${table}`).pluck()
  const remove = db.prepare<[number]>(`
    DELETE FROM ${table}
    WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${age} < ? ORDER BY ${age} LIMIT ${mostRows})`)
  let noneBefore = Number.NEGATIVE_INFINITY
  return (before: number) => {
    if (before <= noneBefore) return
    remove.run(before)
    noneBefore = oldest.get() ?? before
  }
}
