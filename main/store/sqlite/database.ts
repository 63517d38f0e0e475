import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Problem } from '../../problem.ts'
import { migrations } from './migrations/all.ts'

export type { Database } from 'better-sqlite3'

/** "TULn" in ASCII: tells our file from another program's. */
const applicationId = 0x54554c6e

/**
 * Opens the database of this terminal, makes it where there is none, and brings it up to date.
 * A file that is empty, damaged, newer than this program or not writable is a `Problem`; it is left as it was found.
 */
export const openDatabase = (file: string): Database.Database => {
  if (existsSync(file)) checkFile(file)
  try {
    const db = new Database(file, { timeout: busyTimeoutMs })
    try {
      return prepare(db, file)
    } catch (cause) {
      db.close()
      throw cause
    }
  } catch (cause) {
    throw cause instanceof Problem ? cause : problemOf(file, cause)
  }
}

// A writer that waits for another process's commit blocks the window for this long; the store then tries again
// without blocking (see attempt.ts).
const busyTimeoutMs = 5

const prepare = (db: Database.Database, file: string) => {
  db.pragma('journal_mode = WAL')
  // This build of SQLite quietly chooses NORMAL with WAL, which can lose the last commits in a power cut.
  db.pragma('synchronous = FULL')
  db.pragma('secure_delete = ON')
  db.pragma('temp_store = MEMORY')
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new Problem('database_newer', [
      file,
      `its version is ${version}, this program knows ${migrations.length}`,
    ])
  }
  if (version > 0) {
    if (db.pragma('application_id', { simple: true }) !== applicationId) {
      throw new Problem('database_corrupt', [file, 'it belongs to another program'])
    }
    const answer = db.pragma('quick_check(1)', { simple: true })
    if (answer !== 'ok') throw new Problem('database_corrupt', [file, String(answer)])
  }
  migrations.slice(version).forEach((migration, index) => {
    db.transaction(() => {
      db.exec(migration)
      db.pragma(`application_id = ${applicationId}`)
      db.pragma(`user_version = ${version + index + 1}`)
    }).immediate()
  })
  // Only a write tells that the folder, the file and the disk take one.
  db.transaction(() => db.pragma(`user_version = ${migrations.length}`)).immediate()
  return db
}

/** SQLite takes an empty file for a new database, and the shared roster would silently be gone. */
const checkFile = (file: string) => {
  if (statSync(file).size === 0) throw new Problem('database_empty', [file])
  const magic = Buffer.alloc(16)
  try {
    const handle = openSync(file, 'r')
    readSync(handle, magic, 0, 16, 0)
    closeSync(handle)
  } catch (cause) {
    throw problemOf(file, cause)
  }
  if (magic.toString('latin1') !== 'SQLite format 3\0')
    throw new Problem('database_corrupt', [file, 'not a database'])
}

const problemOf = (file: string, cause: unknown) => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const corrupt = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
  return new Problem(corrupt ? 'database_corrupt' : 'database_unwritable', [file, String(cause)], cause)
}
