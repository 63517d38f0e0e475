import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVault, dataKeyBytes, type MacPurpose } from '../../main/vault/vault.ts'

const newVault = () => createVault(randomBytes(dataKeyBytes))
const purposes: MacPurpose[] = ['otp', 'subject', 'ledger', 'roster']

test('each purpose has a MAC of its own, 32 bytes, the same for the same text', () => {
  const dataKey = randomBytes(dataKeyBytes)
  const vault = createVault(dataKey)
  const macs = purposes.map((purpose) => vault.mac(purpose, 'text').toString('hex'))
  expect(new Set(macs).size).toBe(purposes.length)
  for (const mac of macs) expect(mac).toHaveLength(64)
  expect(createVault(Buffer.from(dataKey)).mac('otp', 'text').toString('hex')).toBe(macs[0])
})

test('a MAC is not that of another text, nor of the same text under another data key', () => {
  const vault = newVault()
  expect(vault.mac('otp', 'a')).not.toEqual(vault.mac('otp', 'b'))
  expect(vault.mac('otp', 'a')).not.toEqual(newVault().mac('otp', 'a'))
})

test('any text under any context comes back as it was sealed, and no two seals are alike', () => {
  const vault = newVault()
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('mobile', 'key'),
      (text, context, purpose) => {
        const sealed = vault.seal(purpose, text, context)
        expect(vault.open(purpose, sealed, context)).toBe(text)
        expect(vault.seal(purpose, text, context)).not.toEqual(sealed)
      },
    ),
  )
})

test('a seal hides its text', () => {
  const sealed = newVault().seal('mobile', '9876543210', 'officer_001')
  expect(sealed.includes('98765')).toBe(false)
})

test('one changed bit anywhere refuses', () => {
  const vault = newVault()
  const sealed = vault.seal('mobile', '9876543210', 'officer_001')
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    expect(() => vault.open('mobile', changed, 'officer_001')).toThrow()
  }
})

test('a seal that was cut or lengthened refuses at every length', () => {
  const vault = newVault()
  const sealed = vault.seal('mobile', '9876543210', 'officer_001')
  for (let length = 0; length < sealed.length; length += 1) {
    expect(() => vault.open('mobile', sealed.subarray(0, length), 'officer_001')).toThrow()
  }
  expect(() => vault.open('mobile', Buffer.concat([sealed, Buffer.of(0)]), 'officer_001')).toThrow()
})

test('another context, purpose or data key refuses', () => {
  const vault = newVault()
  const sealed = vault.seal('mobile', '9876543210', 'officer_001')
  expect(() => vault.open('mobile', sealed, 'officer_002')).toThrow()
  expect(() => vault.open('mobile', sealed, '')).toThrow()
  expect(() => vault.open('key', sealed, 'officer_001')).toThrow()
  expect(() => newVault().open('mobile', sealed, 'officer_001')).toThrow()
})
