import { randomInt } from 'node:crypto'
import { asciiDigits } from './digits.ts'

/** Six digits from the operating system's generator, unbiased: 20 bits, as OWASP ASVS 6.5.4 asks for at least. */
export const makeCode = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0')

/** The six digits of what was typed, separators aside; `undefined` where it is no code. */
export const parseCode = (typed: string): string | undefined => {
  const code = asciiDigits(typed).replaceAll(/[\s-]/gu, '')
  return /^\d{6}$/.test(code) ? code : undefined
}

/** What the digest of a rescue code covers. It is the same at every terminal of the station. */
export const rescueText = (loginId: string, code: string): string => [loginId, code].join('\n')

// No I, O, Q: they are mistaken for others on a small screen.
const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ'

/** Two letters that tell one SMS from another; never the same twice in a row. */
export const makeTag = (previous: string | undefined): string => {
  const tag = letter() + letter()
  return tag === previous ? makeTag(previous) : tag
}

const letter = () => letters.charAt(randomInt(letters.length))

/** What a code's digest covers: the code belongs to this challenge, officer, number and terminal. */
export const codeText = (parts: {
  challengeId: string
  loginId: string
  number: string
  terminal: string
  otp: string
}): string => [parts.challengeId, parts.loginId, parts.number, parts.terminal, parts.otp].join('\n')
