// Starts the terminal of a data folder as for a window, with the folder `inbox` below it, and prints as JSON what the ledger and the log
// then say of it.
import { join } from 'node:path'
import { maskedLog } from '../../main/log.ts'
import { close, startTerminal } from './kits.ts'

const home = process.argv[2] ?? ''
process.umask(0o077)
const logged: string[] = []
const log = maskedLog((_level, message) => logged.push(message))
const station = await startTerminal({ home, settings: {}, inbox: join(home, 'inbox'), log })
const entries = await station.store.newest(['kit_refused', 'secret_set'], 9)
await close(station)
console.log(JSON.stringify({ refusals: entries.map(({ reason }) => reason).toReversed(), logged }))
