// Holds the write lock of a database for so many milliseconds, or until it is told to let go.
import { once } from 'node:events'
import Database from 'better-sqlite3'

const [file = '', forMs] = process.argv.slice(2)
const db = new Database(file)
db.exec('BEGIN IMMEDIATE')
console.log('held')
if (forMs === undefined) await once(process.stdin, 'data')
else await new Promise((done) => setTimeout(done, Number(forMs)))
db.exec('COMMIT')
db.close()
console.log('free')
process.exit(0)
