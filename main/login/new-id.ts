import { randomFillSync } from 'node:crypto'

const idBytes = 16
// A call of the generator costs as much for many bytes as for a few.
const pool = Buffer.alloc(64 * idBytes)
let used = pool.length

/**
 * An identifier nobody can guess: 128 random bits (OWASP ASVS 7.2.3) in hex behind the time. New rows so lie beside each
 * other in the database, however many it holds.
 */
export const newId = (wallMs: number): string => {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bits = pool.toString('hex', used, used + idBytes)
  used += idBytes
  return wallMs.toString(16).padStart(12, '0') + bits
}
