// A process of its own on a database that others use too. Reads "open ID", "right ID" or "wrong ID" a line, and
// prints what became of it.
import { createInterface } from 'node:readline'
import { sqliteStation } from './sqlite-station.ts'
import { answering, opening } from './steps.ts'

const { store } = sqliteStation(process.argv[2] ?? '')
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, id = ''] = line.split(' ')
  const outcome =
    verb === 'open' ? await store.open(opening(id)) : await store.answer(answering(id, verb === 'right'))
  console.log(outcome.kind)
}
