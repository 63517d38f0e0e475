import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkTexts } from '../../main/sms/dlt.ts'
import { sizeOf } from '../../main/sms/gsm7.ts'
import { createTexts } from '../../main/sms/template.ts'
import { templates } from '../../main/sms/template-settings.ts'
import { english, fixtures, good, tamil } from './dlt-fixtures.ts'

const findingOf = ({ sms, values, level, path, says }: (typeof fixtures)[number]) =>
  checkTexts(sms, values).find(
    (finding) => finding.level === level && finding.path === path && finding.message.includes(says),
  )

describe('what is wrong with a text is said before anything is sent', () => {
  test.each(fixtures)('$name', (fixture) => {
    expect(findingOf(fixture), JSON.stringify(checkTexts(fixture.sms, fixture.values), null, 1)).toBeDefined()
  })

  test('with a message of its own for each of more than thirty mistakes', () => {
    const messages = fixtures.map((fixture) => findingOf(fixture)?.message)
    expect(messages.length).toBeGreaterThan(30)
    expect(new Set(messages).size).toBe(messages.length)
  })

  test('in one sentence that fits on a report, without a line break', () => {
    for (const { sms, values } of fixtures) {
      for (const { path, message } of checkTexts(sms, values)) {
        expect(path).toMatch(/^sms\.[a-zA-Z.]+$/)
        expect(message).toMatch(/^\P{Cc}{20,260}$/u)
        expect(message).not.toMatch(/\.$/)
      }
    }
  })
})

test.each(good)('nothing is found in %s', (_, sms) => {
  expect(checkTexts(sms)).toEqual([])
})

test('an error of a good text with one mistake is the only error', () => {
  const alone = fixtures.filter(({ name }) => /^a (header|registered text)/.test(name))
  for (const fixture of alone) expect(checkTexts(fixture.sms, fixture.values)).toHaveLength(1)
})

test('the text of the program passes its own check, in both languages', () => {
  const { render: en } = createTexts({ language: 'en' })
  const { render: ta } = createTexts({ language: 'ta' })
  const values = { otp: '123456', tag: 'XY', minutes: 2 }
  expect(en(values)).toBe(createTexts({ language: 'en', templates: { en: english } }).render(values))
  expect(ta(values)).toBe(createTexts({ language: 'ta', templates: { ta: tamil } }).render(values))
})

test('nothing is found in the template of docs/sms.md, which is the text of the program', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/sms.md'), 'utf8')
  const [, json = ''] = page.match(/`sms\.templates`\n\n```json\n(.*?)```/s) ?? []
  const { sms } = JSON.parse(json)
  const en = templates.parse(sms.templates).en
  expect(en?.text).toBe(english.text)
  expect(checkTexts({ language: sms.language, gateways: ['aws'], templates: { en } })).toEqual([])
})

test('mistakes in the language that is not in use are warnings', () => {
  const en = { ...english, text: 'no slot at all', header: '1' }
  const findings = checkTexts({ language: 'ta', gateways: ['aws'], templates: { en, ta: tamil } })
  expect(findings.length).toBeGreaterThan(3)
  expect(findings.filter(({ level }) => level === 'error')).toEqual([])
})

test('all mistakes of a template are told at once', () => {
  const en = {
    ...english,
    text: '{otp}{otp} “x”',
    brand: 'y',
    header: 'TNPOLS-G',
    entityId: 'a',
    templateId: 'a',
  }
  const paths = checkTexts({ language: 'en', gateways: ['aws'], templates: { en } }).map(({ path }) => path)
  for (const key of ['text', 'header', 'entityId', 'templateId', 'registered']) {
    expect(paths).toContain(`sms.templates.en.${key}`)
  }
})

// Pieces of which a text is likely to be broken.
const piece = fc.oneof(
  fc.constantFrom(
    '{otp}',
    '{tag}',
    '{minutes}',
    '{',
    '}',
    '{otp',
    '{OTP}',
    '{{tag}}',
    '{#var#}',
    '{x}',
    '[',
    '€',
  ),
  fc.constantFrom(
    '{ otp }',
    'OTP',
    '#',
    ' ',
    '\n',
    '\r',
    'காவல்',
    '“',
    '😀',
    '\uD83D',
    'constructor',
    '{__proto__}',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
)
const anyText = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(''))
const safeWords = fc.stringMatching(/^[A-Za-z0-9 .,:()[\]~^|€\n-]{1,60}$/)

test('the check ends with findings whatever stands in the settings', () => {
  const any = fc.oneof(anyText, fc.string({ unit: 'binary' }))
  const template = fc.record({
    ...{ text: any, brand: any, header: any, entityId: any, templateId: any },
    registered: fc.option(any, { nil: undefined }),
  })
  const settings = fc.record({
    language: fc.constantFrom('en' as const, 'ta' as const),
    gateways: fc.array(fc.constantFrom('local', 'aws', 'vonage', 'https', 'twilio', 'other')),
    templates: fc.option(fc.record({ en: template, ta: template }, { requiredKeys: [] }), { nil: undefined }),
    aws: fc.record({ senderId: any }),
    vonage: fc.record({ from: any }),
    twilio: fc.record({ from: any }),
    https: fc.option(fc.record({ fields: fc.dictionary(any, any) }), { nil: undefined }),
  })
  fc.assert(
    fc.property(settings, (sms) => {
      for (const { message, path } of checkTexts(sms)) {
        expect(message).toMatch(/^(?!.*(undefined|\[object))\P{Cc}{20,400}$/u)
        expect(path).toMatch(/^sms\.[a-zA-Z.]+$/)
      }
    }),
    { numRuns: 500 },
  )
})

test('a text that passes never leaves a brace in an SMS, and holds code and tag', () => {
  let passed = 0
  const valid = fc
    .tuple(safeWords, safeWords, safeWords)
    .map(([before, between, after]) => `Police OTP ${before} {otp} x${between}x {tag} ${after}`)
  const code = fc.stringMatching(/^\d{6}$/)
  const tag = fc.stringMatching(/^[A-Z]{2}$/)
  fc.assert(
    fc.property(
      fc.oneof(anyText, valid),
      code,
      tag,
      fc.integer({ min: 1, max: 10 }),
      (text, otp, tag, minutes) => {
        const en = { ...english, text, brand: 'Police', registered: undefined }
        const sms = { language: 'en' as const, gateways: ['aws'], templates: { en } }
        if (checkTexts(sms).some(({ level }) => level === 'error')) return
        passed += 1
        const rendered = createTexts(sms).render({ otp, tag, minutes })
        expect(rendered).not.toMatch(/[{}]/)
        expect(rendered).toContain(otp)
        expect(rendered).toContain(tag)
      },
    ),
    { numRuns: 1000 },
  )
  expect(passed).toBeGreaterThan(200)
})

test('a text and what the portal would show of it always match, with other blanks and stops as well', () => {
  const noise = fc.constantFrom('', ' ', '\n', '.', ', ', ' . ')
  fc.assert(
    fc.property(safeWords, safeWords, safeWords, noise, (before, between, after, noise) => {
      const text = `Police OTP ${before} {otp} x${between}x {tag} ${after}`
      const registered = text
        .replaceAll(' ', ` ${noise}`)
        .replace('{otp}', `${noise}{#numeric#}${noise}`)
        .replace('{tag}', '{#alphanumeric#}')
      const findings = checkTexts({
        language: 'en',
        gateways: ['aws'],
        templates: { en: { ...english, text, registered } },
      })
      expect(findings.filter(({ path }) => path.endsWith('.registered'))).toEqual([])
    }),
  )
})

test('one letter more or less than at the portal is always found', () => {
  fc.assert(
    fc.property(safeWords, fc.nat(), fc.constantFrom('q', 'Q', '7', 'ம'), (words, at, letter) => {
      const text = `Police OTP {otp} x${words}x {tag}`
      const place = 11 + (at % (words.length + 8))
      const other = `${text.slice(0, place)}${letter}${text.slice(place)}`
      const registered = other.replace('{otp}', '{#numeric#}').replace('{tag}', '{#alphanumeric#}')
      const en = { ...english, text, registered }
      const findings = checkTexts({ language: 'en', gateways: ['aws'], templates: { en } })
      expect(findings.filter(({ path }) => path.endsWith('.registered'))).not.toEqual([])
    }),
  )
})

// Cuts the bytes as a phone gets them; sizeOf adds up instead.
const extended = /[\^{}\\[~\]|€]/
const cutInto = (units: string[], single: number, joined: number, isFirstHalf: (unit: string) => boolean) => {
  if (units.length <= single) return 1
  let parts = 0
  for (let rest = units; rest.length > 0; parts += 1) {
    const last = rest[joined - 1]
    rest = rest.slice(rest.length > joined && last !== undefined && isFirstHalf(last) ? joined - 1 : joined)
  }
  return parts
}

test('the number of parts is what cutting the text gives', () => {
  const gsm = fc.stringMatching(/^[A-Za-z0-9 @£$ÄÖÑÜ§¿äöñüàΔΦ^{}\\[~\]|€\n]{0,700}$/)
  fc.assert(
    fc.property(gsm, (text) => {
      const septets = [...text].flatMap((each) => (extended.test(each) ? ['escape', each] : [each]))
      const size = sizeOf(text)
      expect(size).toMatchObject({ alphabet: 'GSM', units: septets.length })
      expect(size.parts).toBe(cutInto(septets, 160, 153, (unit) => unit === 'escape'))
    }),
  )
  const unicode = fc.array(fc.constantFrom('a', 'க', 'நி', '😀', '{'), { maxLength: 300 })
  fc.assert(
    fc.property(unicode, (characters) => {
      const text = `க${characters.join('')}`
      const size = sizeOf(text)
      expect(size).toMatchObject({ alphabet: 'Unicode', units: text.length })
      expect(size.parts).toBe(cutInto(text.split(''), 70, 67, (unit) => /[\uD800-\uDBFF]/.test(unit)))
    }),
  )
})

test.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  ['€'.repeat(153), 3],
  ['க'.repeat(70), 1],
  ['க'.repeat(71), 2],
  ['க'.repeat(134), 2],
  ['க'.repeat(135), 3],
  ['', 1],
])('an SMS holds 160 or 70, each part of a longer one 153 or 67 (%#)', (text, parts) => {
  expect(sizeOf(text).parts).toBe(parts)
})
