import { expect, test } from 'vitest'
import { renderText } from '../../main/sms/template.ts'

// GSM 03.38: one SMS holds 160 of these; anything else makes it UCS-2, of which one SMS holds 70.
const gsm7 = /^[A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&'()*+,\-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r]*$/

const worst = { otp: '004217', tag: 'WW', minutes: 10 }

test('the English text is the registered one', () => {
  expect(renderText('en', { otp: '004217', tag: 'XY', minutes: 2 })).toBe(
    'Tamil Nadu Police - TOR UNVEIL\nYour OTP: 004217 (code XY)\nValid for 2 minutes',
  )
})

test.each(['en', 'ta'] as const)(
  'the text in %s holds code, tag and minutes, and no placeholder',
  (language) => {
    const text = renderText(language, { otp: '004217', tag: 'XY', minutes: 7 })
    expect(text).toContain('OTP: 004217 (code XY)')
    expect(text).toContain('7')
    expect(text).not.toMatch(/[{}]|undefined/)
    expect(text.split('\n')).toHaveLength(3)
  },
)

test('the English text is one SMS at its longest', () => {
  const text = renderText('en', worst)
  expect(text).toMatch(gsm7)
  expect(text.length).toBeLessThanOrEqual(160)
})

test('the Tamil text is one SMS at its longest', () => {
  const text = renderText('ta', worst)
  expect(text).toMatch(/\p{Script=Tamil}/u)
  expect(text.length).toBeLessThanOrEqual(70)
})
