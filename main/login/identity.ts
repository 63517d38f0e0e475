import { asciiDigits } from './digits.ts'

/** What an officer types to say who he is, in its one normal form. */
export type Identity = { loginId: string; number: string }

/** Unicode NFKC, lower case, no spaces; `undefined` where it then is no login ID. */
export const parseLoginId = (typed: string): string | undefined => {
  const loginId = asciiDigits(typed.normalize('NFKC')).toLowerCase().replaceAll(/\s/gu, '')
  return /^[a-z0-9._/-]{1,64}$/.test(loginId) ? loginId : undefined
}

/** The ten digits of an Indian mobile number, from whatever people type: spaces, dashes, +91, 0091, a leading 0. */
export const parseMobileNumber = (typed: string): string | undefined => {
  const bare = asciiDigits(typed.normalize('NFKC')).replaceAll(/[\s().\-\u2010-\u2015]/gu, '')
  const number = bare.match(/^(?:\+91|0091|91|0)?(\d{10})$/)?.[1]
  return number !== undefined && /^[6-9]/.test(number) ? number : undefined
}

/** Shows the last four digits only. */
export const maskNumber = (number: string): string => `******${number.slice(-4)}`

/** A login ID that is not on the roster may be anything that somebody mistyped, a mobile number or a code too. */
export const maskStranger = (loginId: string): string => loginId.replaceAll(/\d(?:[._/-]?\d){4,}/g, '*****')
