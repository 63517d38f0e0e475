import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Everything that the program says of itself goes through here, masked. */
export type Log = {
  info: (message: string) => void
  warn: (message: string) => void
  /** `cause` is written with its stack; it never reaches the window. */
  error: (message: string, cause?: unknown) => void
}

/** Writes to standard error and to `file`, which starts anew at 1 MB and keeps one older part. */
export const createLog = (file: string): Log =>
  maskedLog((level, message) => {
    process.stderr.write(`${message}\n`)
    try {
      mkdirSync(dirname(file), { recursive: true })
      if (existsSync(file) && statSync(file).size >= mostBytes) renameSync(file, olderPart(file))
      appendFileSync(file, `[${new Date().toISOString()}] [${level}] ${message}\n`)
    } catch {
      // A disk that is full, or a folder that is closed: then standard error alone has it.
    }
  })

const mostBytes = 1_000_000
const olderPart = (file: string) => file.replace(/(\.\w+)?$/, '.old$1')

export const maskedLog = (write: (level: 'info' | 'warn' | 'error', message: string) => void): Log => ({
  info: (message) => write('info', mask(message)),
  warn: (message) => write('warn', mask(message)),
  error: (message, cause) =>
    write('error', mask(cause === undefined ? message : `${message}\n${describe(cause)}`)),
})

/** Hides what could be a code, a mobile number or a token: runs of six digits or more of any script, and JSON Web Tokens. */
export const mask = (text: string): string =>
  text
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[token]')
    .replaceAll(/\p{Nd}(?:[\s\p{Pd}]?\p{Nd}){5,}/gu, '[digits]')

/** Words and places only: what libraries hang on their errors can be a whole request with its secrets. */
const describe = (cause: unknown): string => {
  if (!(cause instanceof Error))
    return typeof cause === 'string' ? cause : Object.prototype.toString.call(cause)
  const own = cause.stack ?? cause.message
  return cause.cause === undefined ? own : `${own}\nCaused by: ${describe(cause.cause)}`
}
