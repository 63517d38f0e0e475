import { expect, test } from 'vitest'
import { z } from 'zod'
import { sizeOf } from '../../main/sms/gsm7.ts'
import { createTexts } from '../../main/sms/template.ts'
import { templates } from '../../main/sms/template-settings.ts'

const worst = { otp: '004217', tag: 'WW', minutes: 10 }
const ids = { header: 'TNPOLS', entityId: '1101612345678901234', templateId: '1107161234567890123' }
const madurai = { ...ids, text: 'Madurai Police. OTP: {otp} (code {tag})', brand: 'Madurai Police' }

test('the English text is the registered one', () => {
  expect(createTexts({ language: 'en' }).render({ otp: '004217', tag: 'XY', minutes: 2 })).toBe(
    'Tamil Nadu Police - TOR UNVEIL\nYour OTP: 004217 (code XY)\nValid for 2 minutes',
  )
})

test('the Tamil text is the registered one', () => {
  expect(createTexts({ language: 'ta' }).render({ otp: '004217', tag: 'XY', minutes: 2 })).toBe(
    'காவல்துறை TOR UNVEIL\nYour OTP: 004217 (code XY)\n2 நிமிடம் செல்லும்',
  )
})

test.each(['en', 'ta'] as const)(
  'the text in %s holds code, tag and minutes, and no placeholder',
  (language) => {
    const text = createTexts({ language }).render({ otp: '004217', tag: 'XY', minutes: 7 })
    expect(text).toContain('OTP: 004217 (code XY)')
    expect(text).toContain('7')
    expect(text).not.toMatch(/[{}]|undefined/)
    expect(text.split('\n')).toHaveLength(3)
  },
)

test('the English text is one SMS of the GSM alphabet at its longest', () => {
  const size = sizeOf(createTexts({ language: 'en' }).render(worst))
  expect(size).toMatchObject({ alphabet: 'GSM', parts: 1 })
})

test('the Tamil text is one SMS at its longest', () => {
  const text = createTexts({ language: 'ta' }).render(worst)
  expect(text).toMatch(/\p{Script=Tamil}/u)
  expect(sizeOf(text)).toMatchObject({ alphabet: 'Unicode', parts: 1 })
})

test('a configured template replaces the text and tells what it is registered as', () => {
  const texts = createTexts({ language: 'en', templates: { en: madurai } })
  expect(texts.render({ otp: '004217', tag: 'XY', minutes: 2 })).toBe('Madurai Police. OTP: 004217 (code XY)')
  expect(texts.template).toEqual(ids)
})

test('a template of another language changes nothing', () => {
  const texts = createTexts({ language: 'ta', templates: { en: madurai } })
  expect(texts.render(worst)).toBe(createTexts({ language: 'ta' }).render(worst))
  expect(texts).not.toHaveProperty('template')
})

test('what stands in a value is never taken for a slot', () => {
  const render = createTexts({ language: 'en', templates: { en: madurai } }).render
  expect(render({ otp: '{tag}', tag: '$&', minutes: 2 })).toBe('Madurai Police. OTP: {tag} (code $&)')
})

test.each([
  ['no text', { text: '' }, 'en.text'],
  ['a text without end', { text: 'x'.repeat(1601) }, 'en.text'],
  ['no brand', { brand: undefined }, 'en.brand'],
  ['no header', { header: undefined }, 'en.header'],
  ['an id that is a number', { entityId: 1101612345678901 }, 'en.entityId'],
  ['an id without end', { templateId: '1'.repeat(51) }, 'en.templateId'],
  ['a registered text without end', { registered: 'x'.repeat(2001) }, 'en.registered'],
  ['a key that nobody knows', { sender: 'TNPOLS' }, 'en'],
])('the settings refuse a template with %s', (_, part, path) => {
  const parsed = templates.safeParse({ en: { ...madurai, ...part } })
  expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
})

test('the settings take a template as it is, blanks included', () => {
  const en = { ...madurai, text: ' {otp} ', registered: ' {#var#} ' }
  expect(templates.parse({ en })).toEqual({ en })
  expect(templates.parse({})).toEqual({})
})

test('every setting of a template carries a hint', () => {
  const inner = z.toJSONSchema(templates).properties?.en
  const properties = typeof inner === 'object' ? Object.values(inner.properties ?? {}) : []
  expect(properties).toHaveLength(6)
  for (const property of properties) expect(property).toHaveProperty('description')
})
