import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Works in a folder that is gone afterwards. */
export const inFolder = async <Value>(work: (dir: string) => Promise<Value>): Promise<Value> => {
  const dir = mkdtempSync(join(tmpdir(), 'tor-unveil-bench-'))
  try {
    return await work(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
