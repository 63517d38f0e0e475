import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Replaces a file as one step, readable by this account only: a power cut leaves the old one or the new one. */
export const writeWhole = (file: string, text: string) => renameSync(draft(file, text), file)

/** Makes a file as one step, unless there is one: of two processes that try, the first one's stays. */
export const writeNew = (file: string, text: string) => {
  const written = draft(file, text)
  try {
    linkSync(written, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(written)
  }
}

const draft = (file: string, text: string) => {
  const name = `${file}.${process.pid}.new`
  const handle = openSync(name, 'w', 0o600)
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } catch (error) {
    rmSync(name, { force: true })
    throw error
  } finally {
    closeSync(handle)
  }
  return name
}
