import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStationKey, makeStationKey, markOfKey, stationKeyMark } from '../../main/vault/station-key.ts'
import { createVault, dataKeyBytes, type MacPurpose } from '../../main/vault/vault.ts'

const newVault = () => createVault(randomBytes(dataKeyBytes))
const purposes: MacPurpose[] = ['otp', 'subject', 'ledger', 'roster', 'station']

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

test('what an older version wrote under its data key still has the same MAC, and opens', () => {
  const vault = createVault(Buffer.alloc(dataKeyBytes, 7))
  const startOf = (purpose: MacPurpose) => vault.mac(purpose, 'text').toString('hex').slice(0, 16)
  expect(startOf('otp')).toBe('93e57bcb22b57436')
  expect(startOf('subject')).toBe('37204cdffa0d66b5')
  expect(startOf('ledger')).toBe('aad407c860d0b780')
  expect(startOf('roster')).toBe('0e964ae884d6aed7')
  const sealed = Buffer.from('MD+D7gWkF23dE3EWnPTBUGTumqY7+ktVe8PnhOvzLTMyrAigyfA=', 'base64')
  expect(vault.open('mobile', sealed, 'officer_001')).toBe('9876543210')
})

test('terminals with one station key share what is of the roster, and nothing else', () => {
  const stationKey = randomBytes(dataKeyBytes)
  const newTerminal = () => createVault(randomBytes(dataKeyBytes), stationKey)
  const [here, there] = [newTerminal(), newTerminal()]
  const alike = (purpose: MacPurpose) => here.mac(purpose, 'text').equals(there.mac(purpose, 'text'))
  expect(purposes.filter(alike)).toEqual(['subject', 'roster', 'station'])
  const sealed = here.seal('mobile', '9876543210', 'officer_001')
  expect(there.open('mobile', sealed, 'officer_001')).toBe('9876543210')
  const own = here.seal('key', 'a secret', 'secret name')
  expect(() => there.open('key', own, 'secret name')).toThrow()
})

test('under a station key the terminal keeps its own purposes: codes, ledger and secrets', () => {
  const dataKey = randomBytes(dataKeyBytes)
  const [alone, shared] = [createVault(dataKey), createVault(dataKey, randomBytes(dataKeyBytes))]
  const alike = (purpose: MacPurpose) => alone.mac(purpose, 'text').equals(shared.mac(purpose, 'text'))
  expect(purposes.filter(alike)).toEqual(['otp', 'ledger'])
  expect(shared.open('key', alone.seal('key', 'a secret', 'secret name'), 'secret name')).toBe('a secret')
})

test('the mark is that of the station key, whatever the data key, and another key has another', () => {
  const key = makeStationKey()
  expect(isStationKey(key)).toBe(true)
  const vault = createVault(randomBytes(dataKeyBytes), Buffer.from(key, 'base64'))
  expect(stationKeyMark(vault)).toMatch(/^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/)
  expect(stationKeyMark(vault).replaceAll('-', '')).toBe(
    vault.mac('station', 'mark').toString('hex').slice(0, 16),
  )
  expect(markOfKey(key)).toBe(stationKeyMark(vault))
  expect(markOfKey(makeStationKey())).not.toBe(markOfKey(key))
})

test.each([
  '',
  'x',
  Buffer.alloc(31).toString('base64'),
  Buffer.alloc(33).toString('base64'),
  ` ${makeStationKey()}`,
])('%j is no station key', (text) => {
  expect(isStationKey(text)).toBe(false)
})
