/** Why nothing was taken from what was typed or pasted; the words tell the officer what to do. */
export type NotTaken = 'not_one_code' | 'digits_only'

type Taken = { otp: string; hint: NotTaken | undefined }

/** The only run of exactly six digits in a text, separators inside it aside; otherwise nothing. */
export const codeFromText = (text: string): string | undefined => {
  const runs = Array.from(asciiDigits(text).matchAll(runOfDigits), ([run]) => run.replace(/\D/g, ''))
  const codes = runs.filter((run) => run.length === codeLength)
  return codes.length === 1 ? codes[0] : undefined
}

/** A paste takes a whole code or nothing: a wrong guess would spend one of three tries. */
export const codeFromPaste = (text: string, current: string): Taken => {
  const otp = codeFromText(text)
  return otp ? { otp, hint: undefined } : { otp: current, hint: 'not_one_code' }
}

/** `text` is all that the field holds after a key or an autofill, `current` what it held before. */
export const codeFromTyping = (text: string, current: string): Taken => {
  const digits = asciiDigits(text).replace(/\D/g, '')
  if (digits.length > codeLength) return { otp: codeFromText(text) ?? current, hint: undefined }
  return { otp: digits, hint: /[^\p{Nd}\p{White_Space}\p{Dash}]/u.test(text) ? 'digits_only' : undefined }
}

export const codeLength = 6

/** Digits with at most three spaces or dashes between two of them; a line break ends the run. */
const runOfDigits = /[0-9](?:(?:[\t\p{Space_Separator}]|\p{Dash}){0,3}[0-9])*/gu

/** The zero of each script that an Indian keyboard or phone may write digits in. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0xff10]

const asciiDigits = (text: string) =>
  text.replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0
    const zero = zeros.find((candidate) => point >= candidate && point < candidate + 10)
    return zero === undefined ? digit : String(point - zero)
  })
