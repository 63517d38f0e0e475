import { expect, test } from 'vitest'
import { openKit } from '../../main/kit/kit-file.ts'
import { kitKeyMark, kitKeyOf } from '../../main/kit/signing.ts'
import { kitKey, kitOf, rosterHeader } from './kits.ts'

const key = kitKey()
const roster = `${rosterHeader}o1,One,Constable,துறைமுகம்,9876543210,officer\n`
const packed = kitOf(key, { serial: 7, settings: { otp: { lifeSeconds: 90 } }, roster })
const opened = (bytes: Buffer, publicKey = key.publicKey) => openKit({ bytes, publicKey })

test('a kit opens with the key that it was signed with, and says what was put in', () => {
  expect(opened(Buffer.from(packed))).toMatchObject({
    kind: 'kit',
    kit: { serial: 7, configuration: '{"otp":{"lifeSeconds":90}}', roster },
  })
})

test('a kit in which any one byte is another one is refused', () => {
  const bytes = Buffer.from(packed)
  const taken = [...bytes.keys()].filter((at) =>
    [1, 0x20, 0x80].some((flip) => {
      const changed = Buffer.from(bytes)
      changed[at] = (bytes[at] ?? 0) ^ flip
      return opened(changed).kind === 'kit'
    }),
  )
  expect(taken).toEqual([])
})

test('a kit that is cut short or goes on is refused', () => {
  for (const text of ['', packed.slice(0, -1), `${packed} `, `${packed}${packed}`, '{}', 'null', '[]']) {
    expect(opened(Buffer.from(text)).kind).toBe('refused')
  }
})

test('a kit of another computer is refused, and the key that was expected is told', () => {
  const other = kitKey()
  expect(opened(Buffer.from(packed), other.publicKey)).toEqual({
    kind: 'refused',
    reason: expect.stringContaining(kitKeyMark(other.publicKey) ?? 'no mark'),
  })
})

test('parts of two kits of the same computer do not make a third', () => {
  const other = JSON.parse(kitOf(key, { serial: 8, settings: { otp: { lifeSeconds: 60 } } }))
  const mixed = { ...JSON.parse(packed), configuration: other.configuration }
  expect(opened(Buffer.from(`${JSON.stringify(mixed, null, 1)}\n`))).toMatchObject({
    reason: 'its parts were changed after it was signed',
  })
  const { roster: _, ...bare } = JSON.parse(packed)
  expect(opened(Buffer.from(`${JSON.stringify(bare, null, 1)}\n`)).kind).toBe('refused')
})

test('what stays installed holds no roster, and is still known to be the same kit', () => {
  const whole = opened(Buffer.from(packed))
  if (whole.kind !== 'kit') throw new Error(whole.reason)
  const { installed, hash } = whole.kit
  expect(installed).not.toContain('9876543210')
  const again = openKit({ bytes: Buffer.from(installed), publicKey: key.publicKey, installed: true })
  expect(again).toMatchObject({ kind: 'kit', kit: { serial: 7, hash } })
})

test.each(['', 'AAAA', `${key.publicKey} `, key.publicKey.slice(0, -4), 'MCowBQYDK2VuAyEA'])(
  '%j is no public key of kits',
  (text) => expect(kitKeyOf(text)).toBeUndefined(),
)
