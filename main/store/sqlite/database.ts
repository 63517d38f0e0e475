import { closeSync, existsSync, linkSync, openSync, readSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { Problem } from '../../problem.ts'
import { migrations } from './migrations/all.ts'

export type { Database } from 'better-sqlite3'

/** With FULL a commit is on the disk when it is answered; NORMAL can lose the last ones in a power cut. */
export type Synchronous = 'FULL' | 'NORMAL'

/** "TULn" in ASCII: tells our file from another program's. */
const applicationId = 0x54554c6e

/** A start may wait this long for another process's write. */
const waitMs = 3000

/** Larger files are not read through at each start: that would cost more than the start. */
const checkedPages = 2000

/**
 * Opens the database of this terminal, and makes it where there is none; `bringUpToDate` must follow.
 * A file that is empty, damaged, newer than this program or not writable is a `Problem`; it is left as it was found.
 */
export const openDatabase = (file: string, synchronous: Synchronous = 'FULL'): Database.Database => {
  try {
    if (!existsSync(file)) make(file)
    checkHeader(file)
    const db = new Database(file, { timeout: waitMs, ...driver() })
    try {
      prepare(db, file, synchronous)
      return db
    } catch (cause) {
      db.close()
      throw cause
    }
  } catch (cause) {
    throw cause instanceof Problem ? cause : problemOf(file, cause)
  }
}

/** One that is gone when it is closed, for a rehearsal. */
export const openInMemory = (): Database.Database => {
  const db = new Database(':memory:')
  migrate(db, 0)
  return db
}

/**
 * Where the driver's native part lies. Left to itself it reads the whole memory map of the process to learn which C library
 * there is, and Electron, whose map is long, runs with one of them only.
 */
export const driver = (): Database.Options => {
  if (!process.versions.electron) return {}
  const folder = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
  return { nativeBinding: join(folder, 'prebuilds', `${process.platform}-${process.arch}.node`) }
}

/** True while no step has left its entry. Then a key file may be made: nothing was sealed with another one. */
export const isUnused = (db: Database.Database): boolean =>
  db.prepare('SELECT 1 FROM ledger LIMIT 1').get() === undefined

/** A database appears whole or not at all: a start that is cut short, or finds the disk full, leaves none behind. */
const make = (file: string) => {
  const draft = `${file}.${process.pid}.new`
  try {
    const db = new Database(draft)
    try {
      db.transaction(() => {
        db.pragma(`application_id = ${applicationId}`)
        migrate(db, 0)
      })()
    } finally {
      db.close()
    }
    linkSync(draft, file)
  } catch (error) {
    // Another process was first: its database is as good.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    for (const suffix of ['', '-journal']) rmSync(draft + suffix, { force: true })
  }
}

const prepare = (db: Database.Database, file: string, synchronous: Synchronous) => {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new Problem('database_newer', [
      file,
      `its version is ${version}, this program knows ${migrations.length}`,
    ])
  }
  db.pragma('journal_mode = WAL')
  // This build of SQLite quietly chooses NORMAL with WAL, which can lose the last commits in a power cut.
  db.pragma(`synchronous = ${synchronous}`)
  db.pragma('secure_delete = ON')
  db.pragma('temp_store = MEMORY')
  // 64 MB at most: a database that is larger is read in places that lie anywhere, a small one takes what it needs.
  db.pragma('cache_size = -65536')
  if (Number(db.pragma('page_count', { simple: true })) <= checkedPages) {
    const found = db.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw new Problem('database_corrupt', [file, String(found)])
  }
}

/** Runs the migrations that are missing. Writes in any case: only a write tells that file, folder and disk take one. */
export const bringUpToDate = (db: Database.Database, file: string) => {
  try {
    db.transaction(() => migrate(db, Number(db.pragma('user_version', { simple: true })))).immediate()
  } catch (cause) {
    throw problemOf(file, cause)
  }
}

const migrate = (db: Database.Database, version: number) => {
  for (const migration of migrations.slice(version)) db.exec(migration)
  db.pragma(`user_version = ${migrations.length}`)
}

/**
 * Looks before SQLite does, which takes an empty file for a new database and would change another program's. The file
 * format (sqlite.org/fileformat2.html, section 1.3) starts with a magic text and has the application id at byte 68.
 */
const checkHeader = (file: string) => {
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  const read = readSync(handle, header, 0, header.length, 0)
  closeSync(handle)
  if (read === 0) throw new Problem('database_empty', [file])
  if (!header.toString('latin1').startsWith('SQLite format 3\0')) {
    throw new Problem('database_corrupt', [file, 'not a database'])
  }
  if (header.readUInt32BE(68) !== applicationId) {
    throw new Problem('database_corrupt', [file, 'a database of another program'])
  }
}

const problemOf = (file: string, cause: unknown) => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const corrupt = code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
  return new Problem(corrupt ? 'database_corrupt' : 'database_unwritable', [file, String(cause)], cause)
}
