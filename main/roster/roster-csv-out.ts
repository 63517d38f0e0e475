import type { OfficerLine } from '../../preload/administration.ts'

const columns = ['login_id', 'name', 'rank', 'station', 'mobile', 'role', 'state'] as const

/** The roster as a table for spreadsheets, in UTF-8 with the mark by which they know it. */
export const rosterCsvOf = (officers: OfficerLine[]): string =>
  `\uFEFF${[columns, ...officers.map(fieldsOf)].map((fields) => `${fields.map(cell).join(',')}\r\n`).join('')}`

const fieldsOf = ({ loginId, name, rank, station, maskedNumber, role, state, intact }: OfficerLine) => [
  loginId,
  name,
  rank,
  station,
  maskedNumber,
  role,
  intact ? state : 'row_changed',
]

/** As RFC 4180 quotes. What a spreadsheet would take for a formula is put behind an apostrophe (OWASP, CSV injection). */
const cell = (text: string) => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
