import type { LedgerCheck } from '../../preload/administration.ts'
import type { ChainedRow } from './chain.ts'
import { type Evidence, type Progress, verifyAndTake } from './verify.ts'

export type ExportFormat = 'csv' | 'jsonl'

/** Takes the bytes of an export in their order; `begin` empties it. */
export type Sink = { begin: () => Promise<void>; write: (text: string) => Promise<void> }

/**
 * The whole ledger as text, oldest entry first, checked on the way: a signature below must not make a broken ledger look
 * whole. `proven` is `yes` for entries behind nothing but good ones, `no` from the first one that is not what was written.
 */
export const exportLedger = async ({
  evidence,
  format,
  sink,
  progress,
}: {
  evidence: Evidence
  format: ExportFormat
  sink: Sink
  progress: Progress
}): Promise<{ check: LedgerCheck; entries: number }> => {
  let entries = 0
  const check = await verifyAndTake(evidence, progress, async () => {
    entries = 0
    await sink.begin()
    if (format === 'csv') await sink.write(csvLine(columns))
    return async (rows, good) => {
      entries += rows.length
      const lines = rows.map((row, index) => lineOf(format, row, index < good))
      await sink.write(lines.join(''))
    }
  })
  return { check, entries }
}

const columns = [
  'seq',
  'at_utc',
  'at_ist',
  'steady_ms',
  'terminal',
  'actor',
  'event',
  'subject',
  'outcome',
  'reason',
  'proven',
] as const
type Line = Record<(typeof columns)[number], string | number>

const lineOf = (format: ExportFormat, row: ChainedRow, good: boolean) => {
  const { seq, at, steadyAt, terminal, actor, event, subject, outcome, reason = '' } = row
  const line: Line = {
    seq,
    at_utc: isoTime(at, 0, 'Z'),
    at_ist: isoTime(at, istOffsetMs, '+05:30'),
    steady_ms: steadyAt,
    terminal,
    actor,
    event,
    subject,
    outcome,
    reason,
    proven: good ? 'yes' : 'no',
  }
  return format === 'csv' ? csvLine(columns.map((column) => line[column])) : `${JSON.stringify(line)}\n`
}

const istOffsetMs = 5.5 * 60 * 60 * 1000

/** ISO 8601. What is no time, as somebody may write it into a database, stays a number. */
const isoTime = (at: number, offsetMs: number, zone: string) => {
  const time = new Date(at + offsetMs)
  return Number.isNaN(time.getTime()) ? at : time.toISOString().replace('Z', zone)
}

/** RFC 4180. */
const csvLine = (cells: readonly (string | number)[]) => `${cells.map(csvCell).join(',')}\r\n`

/** A spreadsheet takes a cell for a formula that begins so (OWASP, "CSV Injection"): an apostrophe makes it a text. */
const csvCell = (cell: string | number) => {
  const text = typeof cell === 'number' ? String(cell) : cell.replace(/^[=+\-@\t\r\n＝＋－＠]/, "'$&")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
