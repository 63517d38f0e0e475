// Fills a data folder: with so many officers, open challenges, live sessions and ledger entries.
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { openBenchStation } from './bench-station.ts'
import { sqliteFiller } from './fill-sqlite.ts'

const [dir = '', count] = process.argv.slice(2)
const bench = await openBenchStation({ dir, sync: 'FULL' })
const filler = sqliteFiller({ bench, dir })
await filler.populate(Number(count))
await filler.close()
await bench.close()
// Or the first commit that is measured would wait for all of it.
const file = openSync(join(dir, 'station.db'), 'r+')
fsyncSync(file)
closeSync(file)
