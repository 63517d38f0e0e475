import { CsvError, parse } from 'csv-parse/sync'
import type { RefusedLine } from '../../preload/administration.ts'
import type { Role } from '../../preload/call.ts'
import { parseLoginId, parseMobileNumber } from '../login/identity.ts'
import { parseRosterText } from './roster-text.ts'
import type { Enrolment } from './rows.ts'

export const rosterColumns = ['login_id', 'name', 'rank', 'station', 'mobile', 'role'] as const

type Column = (typeof rosterColumns)[number]

/** With its English sentence, for the command line. */
export type Mistake = RefusedLine & { reason: string }

type Roster = { enrolments: Enrolment[] } | { mistakes: Mistake[] }

/** Reads a whole roster file: every officer, or every mistake with its line. A mistake never repeats a mobile number. */
export const readRosterCsv = (text: string): Roster => {
  let reading: ReturnType<typeof readBelow> | undefined
  let line = 0
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // A line at a time: a file of a hundred thousand is not held in pieces beside what was read from it.
      on_record: (record: string[], { lines }) => {
        line = lines
        if (reading) reading.add(record, lines)
        else reading = readBelow(record)
        return null
      },
    })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    // The parser itself sees an open quotation mark only at the end of the file.
    return { mistakes: [{ line: line + 1, ...wrong('quotation') }] }
  }
  return (reading ?? readBelow([])).end()
}

/** Reads the lines below the one that names the columns. */
const readBelow = (head: string[]): { add: (record: string[], line: number) => void; end: () => Roster } => {
  const names = head.map((name) => name.trim().toLowerCase())
  const missing = rosterColumns.filter((column) => !names.includes(column))
  const twice = rosterColumns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (missing.length + twice.length > 0) {
    const wrongs = [
      ...(missing.length > 0 ? [wrong('columns_missing', missing.join(', '))] : []),
      ...twice.map((column) => wrong('column_twice', column)),
    ]
    return {
      add: () => undefined,
      end: () => ({ mistakes: wrongs.map((mistake) => ({ line: 1, ...mistake })) }),
    }
  }
  const mistakes: Mistake[] = []
  const enrolments: Enrolment[] = []
  const seen = new Map<string, number>()
  const places = new Map(rosterColumns.map((column) => [column, names.indexOf(column)]))
  return {
    add: (record, line) => {
      const field = (column: Column) => (record[places.get(column) ?? -1] ?? '').trim()
      const { loginId, enrolment, wrongs } = check(field, record.length === names.length)
      const earlier = loginId === undefined ? undefined : seen.get(loginId)
      if (earlier !== undefined) wrongs.push(wrong('login_id_twice', String(earlier)))
      else if (loginId !== undefined) seen.set(loginId, line)
      mistakes.push(...wrongs.map((mistake) => ({ line, ...mistake })))
      if (enrolment) enrolments.push(enrolment)
    },
    end: () => (mistakes.length > 0 ? { mistakes } : { enrolments }),
  }
}

const check = (field: (column: Column) => string, complete: boolean) => {
  const [name, rank, station] = [field('name'), field('rank'), field('station')]
  const loginId = parseLoginId(field('login_id'))
  const number = parseMobileNumber(field('mobile'))
  const role = roleOf(field('role'))
  const wrongs = [
    ...(complete ? [] : [wrong('fields')]),
    ...(loginId === undefined ? [wrong('login_id')] : []),
    ...Object.entries({ name, rank, station }).flatMap(([column, text]) =>
      parseRosterText(text) === undefined ? [wrong('text', column)] : [],
    ),
    ...(number === undefined ? [wrong('mobile')] : []),
    ...(role === undefined ? [wrong('role')] : []),
  ]
  const enrolment =
    loginId !== undefined && number !== undefined && role !== undefined
      ? { loginId, name, rank, station, role, number }
      : undefined
  return { loginId, enrolment, wrongs }
}

const wrong = (what: Mistake['what'], about = ''): Omit<Mistake, 'line'> => ({
  what,
  ...(about !== '' && { about }),
  reason: sentences[what](about),
})

const sentences: Record<Mistake['what'], (about: string) => string> = {
  columns_missing: (columns) => `the first line must name the columns; missing: ${columns}`,
  column_twice: (column) => `the first line names ${column} twice`,
  quotation: () => 'a quotation mark is open or in the wrong place',
  fields: () => 'the line has not as many fields as the first one',
  login_id: () => 'login_id: letters, digits and . _ - / only, 64 at most',
  login_id_twice: (line) => `login_id: stands in line ${line} already`,
  text: (column) => `${column}: 1 to 120 characters, in a file saved as UTF-8`,
  mobile: () => 'mobile: an Indian mobile number of ten digits, the first one 6 to 9',
  role: () => 'role: "officer" or "administrator"',
}

const roleOf = (text: string): Role | undefined => {
  const role = text.toLowerCase()
  return role === 'officer' || role === 'administrator' ? role : undefined
}
