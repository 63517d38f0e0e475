import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeFromPaste, codeFromText, codeFromTyping } from '../../renderer/login/code-from-text.ts'

const sms = 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: 482913 (code KD)\nValid for 2 minutes'
const sixDigits = fc.stringMatching(/^[0-9]{6}$/)

describe('the code in a text', () => {
  test.each([
    ['123-456', '123456'],
    ['123 456', '123456'],
    ['123 - 456', '123456'],
    ['1 2 3 4 5 6', '123456'],
    ['123\u00a0456', '123456'],
    ['123–456', '123456'],
    [' 482913\n', '482913'],
    [sms, '482913'],
    [sms.replaceAll('\n', ' / '), '482913'],
    ['௪௮௨௯௧௩', '482913'],
    ['OTP ௪௮௨-௯௧௩', '482913'],
    ['４８２９１３', '482913'],
    ['Call 98765 43210, code 482913', '482913'],
  ])('%j holds %s', (text, code) => expect(codeFromText(text)).toBe(code))

  test.each([
    [''],
    ['no digits'],
    ['12345'],
    ['1234567'],
    ['482913, 111222'],
    ['482913\n482913'],
    ['98765 43210'],
    ['+91 98765 43210'],
    ['123\n456'],
    ['123abc456'],
  ])('%j holds no single code', (text) => expect(codeFromText(text)).toBeUndefined())

  test('is found in any SMS around it that has no other six digits', () => {
    const words = fc.stringMatching(/^[a-zA-Z.:() \n]*$/)
    fc.assert(
      fc.property(words, sixDigits, words, (before, code, after) => {
        expect(codeFromText(`${before}${code}${after}`)).toBe(code)
      }),
    )
  })

  test('is never anything but six ASCII digits, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(codeFromText(text) ?? '000000').toMatch(/^[0-9]{6}$/)
      }),
    )
  })
})

describe('pasting', () => {
  test('takes a whole code in place of what was there', () =>
    expect(codeFromPaste(sms, '12')).toEqual({ otp: '482913', hint: undefined }))

  test('takes nothing where the code is in doubt, and says so', () =>
    expect(codeFromPaste('111222, 333444', '12')).toEqual({ otp: '12', hint: 'not_one_code' }))
})

describe('typing', () => {
  test.each([
    ['12', '12'],
    ['123-456', '123456'],
    ['௧௨௩', '123'],
    [sms, '482913'],
  ])('%j becomes %s', (text, otp) => expect(codeFromTyping(text, '').otp).toBe(otp))

  test('keeps the digits among letters and says that the code has digits only', () =>
    expect(codeFromTyping('12a', '12')).toEqual({ otp: '12', hint: 'digits_only' }))

  test('ignores a seventh digit', () => expect(codeFromTyping('1234567', '123456').otp).toBe('123456'))

  test('never makes the field longer than six digits', () => {
    fc.assert(
      fc.property(fc.string(), sixDigits, (text, before) => {
        expect(codeFromTyping(text, before).otp).toMatch(/^[0-9]{0,6}$/)
      }),
    )
  })
})
