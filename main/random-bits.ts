import { randomBytes } from 'node:crypto'

// A call of the generator costs as much for many bytes as for a few.
const poolBytes = 4096
let pool = Buffer.alloc(0)
let used = 0

/** Bytes that nobody can guess and nobody gets again; 64 at most. */
export const randomBits = (bytes: number): Buffer => {
  if (used + bytes > pool.length) {
    pool = randomBytes(poolBytes)
    used = 0
  }
  used += bytes
  return pool.subarray(used - bytes, used)
}
