import type { ProblemCode } from '../preload/contract.ts'

/** A start-up that cannot go on, with facts for IT. Thrown while composing; shown as the start-up report. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly details: string[]

  constructor(code: ProblemCode, details: string[], cause?: unknown) {
    super(`${code}: ${details.join('; ')}`, { cause })
    this.name = 'Problem'
    this.code = code
    this.details = details
  }
}

/** Any failure to start as a `Problem`. */
export const problemOf = (cause: unknown): Problem =>
  cause instanceof Problem ? cause : new Problem('internal', [String(cause)], cause)

/** Turns a folder that takes no file (modes, a full disk) into a `Problem`. */
export const reportUnwritable = <Value>(folder: string, work: () => Value): Value => {
  try {
    return work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (!/^E(ACCES|PERM|ROFS|NOSPC|FBIG|DQUOT|IO|NOTDIR|ISDIR)$/.test(code)) throw cause
    throw new Problem('database_unwritable', [folder, String(cause)], cause)
  }
}
