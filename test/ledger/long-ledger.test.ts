import { expect, test } from 'vitest'
import { anEntry, check, ledgerFile } from './ledger-file.ts'

/** LEDGER_ENTRIES=1000000 is what the product promises; figures are in docs/decisions/0027. */
const entries = Number(process.env.LEDGER_ENTRIES ?? 30_000)

test(`a ledger of ${entries} entries is checked whole, and its one bad entry found`, async () => {
  const ledger = ledgerFile()
  fill(ledger)
  const known = await ledger.evidence()
  const turns = { longestMs: 0, last: performance.now(), on: true }
  const turn = () => {
    turns.longestMs = Math.max(turns.longestMs, performance.now() - turns.last)
    turns.last = performance.now()
    if (turns.on) setImmediate(turn)
  }
  turn()
  const startedAt = performance.now()
  expect(await check(known)).toEqual({ kind: 'whole', entries })
  const tookMs = performance.now() - startedAt
  turns.on = false
  console.log(
    `${entries} entries checked in ${(tookMs / 1000).toFixed(2)} s, longest turn ${turns.longestMs.toFixed(1)} ms`,
  )
  const bad = entries - 7
  ledger.edit(`UPDATE ledger SET reason = 'x' WHERE seq = ${bad}`)
  expect(await check(known)).toEqual({ kind: 'broken', seq: bad, why: 'changed' })
  ledger.db.close()
}, 300_000)

const fill = ({ db, chain }: ReturnType<typeof ledgerFile>) => {
  const insert = db.prepare(`
    INSERT INTO ledger (seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac)
    VALUES (@seq, @at, @steadyAt, @terminal, @actor, @event, @subject, @outcome, @reason, @mac)`)
  db.transaction(() => {
    let mac: Buffer = Buffer.alloc(0)
    for (let seq = 1; seq <= entries; seq += 1) {
      const row = { ...anEntry, seq, at: seq * 1000, steadyAt: seq * 1000, terminal: 't' }
      mac = chain(mac, row)
      insert.run({ ...row, mac })
    }
  })()
}
