import { timingSafeEqual } from 'node:crypto'

/** Compares in constant time (OWASP ASVS 11.2.4). Bytes of another length, as somebody may write them into a database, differ. */
export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
