// A process of its own on a database that others use too. Reads "open ID", "right ID" or "wrong ID" a line, and
// prints what became of it.
import { createInterface } from 'node:readline'
import { systemClock } from '../../main/clock.ts'
import { openDatabase } from '../../main/store/sqlite/database.ts'
import { createSqliteStore } from '../../main/store/sqlite/sqlite-store.ts'
import { answering, opening } from './steps.ts'

const store = createSqliteStore({
  db: openDatabase(process.argv[2] ?? ''),
  clock: systemClock('boot-1'),
  chain: () => Buffer.alloc(32),
  terminal: 't',
})
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, id = ''] = line.split(' ')
  const outcome =
    verb === 'open' ? await store.open(opening(id)) : await store.answer(answering(id, verb === 'right'))
  console.log(outcome.kind)
}
