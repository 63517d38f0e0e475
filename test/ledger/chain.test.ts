import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChain, type LedgerRow } from '../../main/ledger/chain.ts'
import { createVault } from '../../main/vault/vault.ts'

const chain = createChain(createVault(randomBytes(32)))

const row: LedgerRow = {
  seq: 7,
  at: 1_000,
  steadyAt: 2_000,
  terminal: 't',
  actor: 'a',
  event: 'otp_send',
  subject: 's',
  outcome: 'opened',
  reason: 'r',
}
const previous = Buffer.alloc(32, 1)
const macOf = (changes: Partial<LedgerRow>, before = previous) =>
  chain(before, { ...row, ...changes }).toString('hex')

test('the MAC of an entry covers every field and the entry before', () => {
  const changes: { [Field in keyof LedgerRow]-?: LedgerRow[Field] } = {
    seq: 8,
    at: 1_001,
    steadyAt: 2_001,
    terminal: 'T',
    actor: 'A',
    event: 'unlock',
    subject: 'S',
    outcome: 'decoy',
    reason: 'R',
  }
  const changed = Object.entries(changes).map(([field, value]) => macOf({ [field]: value }))
  const { reason: _, ...without } = row
  const all = [
    macOf({}),
    ...changed,
    chain(previous, without).toString('hex'),
    macOf({ reason: '' }),
    macOf({}, Buffer.alloc(32, 2)),
    macOf({}, Buffer.alloc(0)),
  ]
  expect(new Set(all).size).toBe(all.length)
  expect(Object.keys(changes).sort()).toEqual(Object.keys(row).sort())
})

test('the same entry behind the same one has the same MAC; another installation has another', () => {
  expect(macOf({})).toBe(macOf({}))
  expect(createChain(createVault(randomBytes(32)))(previous, row).toString('hex')).not.toBe(macOf({}))
})

test('no text can be moved from one field to the next without another MAC', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (actor, subject, moved) => {
      expect(macOf({ actor: actor + moved, subject })).not.toBe(macOf({ actor, subject: moved + subject }))
    }),
  )
})
