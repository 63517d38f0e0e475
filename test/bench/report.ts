import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Spread } from './rounds.ts'

const page = join(import.meta.dirname, '../../docs/performance.md')

export type Table = {
  /** What was done, in a sentence. */
  done: string
  columns: string[]
  rows: string[][]
  /** Further sentences, each a line. */
  notes?: string[]
}

/** Puts what a part has measured where docs/performance.md has its marks, and prints it. */
export const report = (part: string, { done, columns, rows, notes = [] }: Table) => {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)]
  put(part, [`${done} ${computer()}`, '', ...table, ...notes.flatMap((note) => ['', note])])
}

/** A part that cannot run here says so in the place of its figures. */
export const notRun = (part: string, why: string) => put(part, [`Not measured: ${why}`])

/** Runs a part; a fault is said in a sentence, and the exit code tells of it. */
export const runPart = async (run: () => Promise<void>) => {
  try {
    await run()
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}

const put = (part: string, lines: string[]) => {
  console.log(`\n${part}\n${lines.join('\n')}`)
  const [begin, end] = [`<!-- ${part} -->`, `<!-- end of ${part} -->`]
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/performance.md has no marks for ${part}.`)
  writeFileSync(page, `${text.slice(0, from + begin.length)}\n${lines.join('\n')}\n${text.slice(to)}`)
}

const computer = () =>
  `Node ${process.versions.node}, ${process.platform}, ${availableParallelism()} processors.`

/** "1.08 (1.02–1.15)": the median, and the least and the most of all rounds. */
export const ratio = ({ median, least, most }: Spread) =>
  `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`

export const micros = ({ median, least, most }: Spread) =>
  `${Math.round(median)} µs (${Math.round(least)}–${Math.round(most)})`

export const millis = ({ median, least, most }: Spread) =>
  `${median.toFixed(1)} ms (${least.toFixed(1)}–${most.toFixed(1)})`

export const verdict = (holds: boolean) => (holds ? 'reached' : 'missed')
