import { existsSync, readFileSync } from 'node:fs'
import type { HeadFile } from './ledger/head.ts'
import { reportUnwritable } from './problem.ts'
import { writeWhole } from './write-whole.ts'

/** The head of the ledger as a file beside the database. */
export const ledgerHeadFile = (file: string): HeadFile => ({
  read: () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
  write: (text) => reportUnwritable(file, () => writeWhole(file, `${text}\n`)),
})
