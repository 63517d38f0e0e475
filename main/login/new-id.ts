import { randomBits } from '../random-bits.ts'

/**
 * An identifier nobody can guess: 128 random bits (OWASP ASVS 7.2.3) in hex behind the time. New rows so lie beside each
 * other in the database, however many it holds.
 */
export const newId = (wallMs: number): string =>
  wallMs.toString(16).padStart(12, '0') + randomBits(16).toString('hex')
