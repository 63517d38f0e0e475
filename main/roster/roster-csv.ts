import { parse } from 'csv-parse/sync'
import type { Role } from '../../preload/call.ts'
import { parseLoginId, parseMobileNumber } from '../login/identity.ts'
import { parseRosterText } from './roster-text.ts'
import type { Enrolment } from './rows.ts'

export const rosterColumns = ['login_id', 'name', 'rank', 'station', 'mobile', 'role'] as const

export type Mistake = { line: number; reason: string }

/** Reads a whole roster file: every officer, or every mistake with its line. A mistake never repeats a mobile number. */
export const readRosterCsv = (text: string): { enrolments: Enrolment[] } | { mistakes: Mistake[] } => {
  const lines = split(text)
  if ('mistakes' in lines) return lines
  const [head, ...rows] = lines.records
  const names = head?.record.map((name) => name.trim().toLowerCase()) ?? []
  const missing = rosterColumns.filter((column) => !names.includes(column))
  const twice = rosterColumns.filter((column) => names.indexOf(column) !== names.lastIndexOf(column))
  if (missing.length + twice.length > 0) {
    const reasons = [
      ...(missing.length > 0 ? [`the first line must name the columns; missing: ${missing.join(', ')}`] : []),
      ...twice.map((column) => `the first line names ${column} twice`),
    ]
    return { mistakes: reasons.map((reason) => ({ line: 1, reason })) }
  }
  const mistakes: Mistake[] = []
  const enrolments: Enrolment[] = []
  const seen = new Map<string, number>()
  for (const { record, line } of rows) {
    const field = (column: (typeof rosterColumns)[number]) => (record[names.indexOf(column)] ?? '').trim()
    const { enrolment, reasons } = check(field, record.length === names.length)
    const loginId = parseLoginId(field('login_id'))
    const earlier = loginId === undefined ? undefined : seen.get(loginId)
    if (earlier !== undefined) reasons.push(`login_id: stands in line ${earlier} already`)
    else if (loginId !== undefined) seen.set(loginId, line)
    mistakes.push(...reasons.map((reason) => ({ line, reason })))
    if (enrolment) enrolments.push(enrolment)
  }
  return mistakes.length > 0 ? { mistakes } : { enrolments }
}

const split = (text: string): { records: { record: string[]; line: number }[] } | { mistakes: Mistake[] } => {
  const records: { record: string[]; line: number }[] = []
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: string[], { lines }) => {
        records.push({ record, line: lines })
        return null
      },
    })
    return { records }
  } catch {
    // The parser itself sees an open quotation mark only at the end of the file.
    const line = (records.at(-1)?.line ?? 0) + 1
    return { mistakes: [{ line, reason: 'a quotation mark is open or in the wrong place' }] }
  }
}

const check = (field: (column: (typeof rosterColumns)[number]) => string, complete: boolean) => {
  const loginId = parseLoginId(field('login_id'))
  const number = parseMobileNumber(field('mobile'))
  const role = roleOf(field('role'))
  const reasons = [
    ...(complete ? [] : ['the line has not as many fields as the first one']),
    ...(loginId === undefined ? ['login_id: letters, digits and . _ - / only, 64 at most'] : []),
    ...(['name', 'rank', 'station'] as const).flatMap((column) => textMistake(column, field(column))),
    ...(number === undefined ? ['mobile: an Indian mobile number of ten digits, the first one 6 to 9'] : []),
    ...(role === undefined ? ['role: "officer" or "administrator"'] : []),
  ]
  const enrolment =
    loginId !== undefined && number !== undefined && role !== undefined
      ? { loginId, name: field('name'), rank: field('rank'), station: field('station'), role, number }
      : undefined
  return { enrolment, reasons }
}

const textMistake = (column: string, value: string) =>
  parseRosterText(value) === undefined ? [`${column}: 1 to 120 characters, in a file saved as UTF-8`] : []

const roleOf = (text: string): Role | undefined => {
  const role = text.toLowerCase()
  return role === 'officer' || role === 'administrator' ? role : undefined
}
