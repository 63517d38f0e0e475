// A process of its own on a store that others use too: a file, or a station on a Redis server as a terminal in a folder. Reads "open ID",
// "right ID" or "wrong ID" a line, and prints what became of it.
import { createInterface } from 'node:readline'
import { redisStation } from './redis-station.ts'
import { sqliteStation } from './sqlite-station.ts'
import { answering, opening } from './steps.ts'

const [place = '', station, terminal = 't', folder = ''] = process.argv.slice(2)
const { store } =
  station === undefined
    ? sqliteStation(place)
    : redisStation({ settings: { url: place }, folder, station, terminal })
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, id = ''] = line.split(' ')
  const outcome =
    verb === 'open' ? await store.open(opening(id)) : await store.answer(answering(id, verb === 'right'))
  console.log(outcome.kind)
}
process.exit()
