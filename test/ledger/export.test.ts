import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ExportFormat, exportLedger } from '../../main/ledger/export.ts'
import { createSigner, isSigned, makeExportKey, publicKeyMark } from '../../main/ledger/signing.ts'
import type { Evidence } from '../../main/ledger/verify.ts'
import { type LedgerFile, ledgerFile } from './ledger-file.ts'

const exported = async (ledger: LedgerFile, format: ExportFormat, evidence?: Evidence) => {
  let text = ''
  const sink = {
    begin: async () => {
      text = ''
    },
    write: async (more: string) => {
      text += more
    },
  }
  const outcome = await exportLedger({
    evidence: evidence ?? (await ledger.evidence()),
    format,
    sink,
    progress: () => undefined,
  })
  return { text, ...outcome }
}

const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
const table = (text: string): Record<string, string>[] => parse(text, { columns: true })

test('JSON Lines hold every field of every entry, oldest first, with the time in UTC and in India', async () => {
  const ledger = ledgerFile()
  await ledger.write(2)
  const { text, check, entries } = await exported(ledger, 'jsonl')
  expect([check, entries]).toEqual([{ kind: 'whole', entries: 2 }, 2])
  expect(lines(text)).toHaveLength(2)
  expect(lines(text)[0]).toEqual({
    seq: 1,
    at_utc: '2026-01-15T09:00:00.000Z',
    at_ist: '2026-01-15T14:30:00.000+05:30',
    steady_ms: 0,
    terminal: 't',
    actor: 'officer_001',
    event: 'otp_send',
    subject: 'officer_001',
    outcome: 'opened',
    reason: '******3210',
    proven: 'yes',
  })
})

test('CSV holds the same, with the names of the columns first, by RFC 4180', async () => {
  const ledger = ledgerFile()
  await ledger.write(500, { reason: 'a "quoted" word, a comma\nand a line' })
  const [csv, jsonl] = [await exported(ledger, 'csv'), await exported(ledger, 'jsonl')]
  expect(table(csv.text)).toEqual(
    lines(jsonl.text).map((line) => ({ ...line, seq: `${line.seq}`, steady_ms: `${line.steady_ms}` })),
  )
  expect(csv.text.split('\r\n')[0]).toBe(
    'seq,at_utc,at_ist,steady_ms,terminal,actor,event,subject,outcome,reason,proven',
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")', '＝1+1'])(
  'a cell that a spreadsheet would take for a formula (%j) is a text in CSV, and as it is in JSON Lines',
  async (cell) => {
    const ledger = ledgerFile()
    await ledger.write(1, { actor: cell, subject: cell, outcome: cell, reason: cell })
    const { text } = await exported(ledger, 'csv')
    expect(table(text)[0]).toMatchObject({ actor: `'${cell}`, subject: `'${cell}`, reason: `'${cell}` })
    expect(lines((await exported(ledger, 'jsonl')).text)[0]).toMatchObject({ actor: cell, reason: cell })
  },
)

test('no text makes a cell of CSV that begins as a formula, or a row or column more', () => {
  return fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (actor, reason) => {
      const ledger = ledgerFile()
      await ledger.write(1, { actor: actor.replaceAll('\0', ''), reason: reason.replaceAll('\0', '') })
      const rows = parse((await exported(ledger, 'csv')).text) as string[][]
      ledger.db.close()
      expect(rows).toHaveLength(2)
      expect(rows[1]).toHaveLength(11)
      for (const cell of rows[1] ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
    }),
    { numRuns: 25 },
  )
})

test('a broken ledger is exported all the same, and says from which entry on nothing is proven', async () => {
  const ledger = ledgerFile()
  await ledger.write(450)
  const evidence = await ledger.evidence()
  ledger.edit(`UPDATE ledger SET at = 9000000000000000 WHERE seq = 300; DELETE FROM ledger WHERE seq = 350`)
  for (const format of ['csv', 'jsonl'] as const) {
    const { text, check, entries } = await exported(ledger, format, evidence)
    expect(check).toEqual({ kind: 'broken', seq: 300, why: 'changed' })
    expect(entries).toBe(449)
    const rows: Record<string, unknown>[] = format === 'csv' ? table(text) : lines(text)
    expect(rows.filter(({ proven }) => proven === 'yes')).toHaveLength(299)
    expect(rows[299]).toMatchObject({ proven: 'no' })
    expect(String(rows[299]?.at_utc)).toBe('9000000000000000')
  }
})

test('an export that old entries were removed beside begins anew, and has none of them twice', async () => {
  const ledger = ledgerFile()
  await ledger.write(450)
  const evidence = await ledger.evidence()
  let checkpoints = 0
  const records = {
    ...evidence.records,
    checkpoint: async () => {
      checkpoints += 1
      // Between the end of the walk and the look at what became of the checkpoint.
      if (checkpoints === 3) {
        const [last] = await evidence.records.ledgerSlice(99, 1)
        if (!last) throw new Error('there is no such entry')
        await ledger.records.prune({
          carried: [],
          upTo: ledger.signer.signCheckpoint(last),
          entry: { event: 'ledger_prune', actor: 't', subject: 'ledger', outcome: 'pruned', reason: 'x' },
        })
      }
      return evidence.records.checkpoint()
    },
  }
  const { text, check } = await exported(ledger, 'jsonl', { ...evidence, records })
  expect(check).toEqual({ kind: 'whole', entries: 351 })
  expect(lines(text).map(({ seq }) => seq)).toEqual(Array.from({ length: 351 }, (_, index) => index + 101))
})

const signerOf = (secrets = new Map<string, string>()) =>
  createSigner({
    secret: (name) => secrets.get(name),
    setSecret: (name, value) => void secrets.set(name, value),
  })

test('what a terminal signed is checked with its public key alone, and not after one changed byte', () => {
  const signer = signerOf()
  const publicKey = signer.publicKey()
  const bytes = Buffer.from('seq,at_utc\r\n1,2026\r\n')
  const signature = signer.sign(bytes)
  expect(signature).toHaveLength(64)
  expect(isSigned(bytes, signature, publicKey)).toBe(true)
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(isSigned(changed, signature, publicKey)).toBe(false)
  }
  expect(isSigned(bytes.subarray(1), signature, publicKey)).toBe(false)
  expect(isSigned(bytes, signature.subarray(1), publicKey)).toBe(false)
  expect(isSigned(bytes, signature, signerOf().publicKey())).toBe(false)
})

test('a key that was made once is the key for ever, and its mark tells it from others', () => {
  const secrets = new Map<string, string>()
  expect(signerOf(secrets).publicKey()).toBe(signerOf(secrets).publicKey())
  const mark = publicKeyMark(signerOf(secrets).publicKey())
  expect(mark).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/)
  expect(publicKeyMark(signerOf().publicKey())).not.toBe(mark)
  for (const other of ['', 'letters', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----']) {
    expect(publicKeyMark(other)).toBeUndefined()
  }
  expect(makeExportKey()).not.toBe(makeExportKey())
})
