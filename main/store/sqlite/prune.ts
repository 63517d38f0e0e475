import type { Database } from './database.ts'

/** More than a step ever adds, so that what is too old goes as fast as new rows come, and no step is ever long. */
const mostRows = 8

/** Removes a few rows that are older than a moment, by the index of their age. Where there is none, which is nearly always, it looks once. */
export const createPrune = (
  db: Database,
  { table, key, age }: { table: 'challenge' | 'session' | 'tally'; key: string; age: string },
) => {
  const old = db.prepare<[number], unknown>(`SELECT 1 FROM ${table} WHERE ${age} < ? LIMIT 1`)
  const remove = db.prepare<[number]>(`
    DELETE FROM ${table}
    WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${age} < ? ORDER BY ${age} LIMIT ${mostRows})`)
  return (before: number) => {
    if (old.get(before)) remove.run(before)
  }
}
