import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from './problem.ts'

/** Makes the folder of all data where it is missing, and tells whether this account can write there. */
export const prepareFolder = (folder: string): Problem | undefined => {
  const probe = join(folder, `.${process.pid}.new`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(probe, 'can be written')
    rmSync(probe)
    return undefined
  } catch (cause) {
    return new Problem('database_unwritable', [folder, String(cause)], cause)
  }
}
