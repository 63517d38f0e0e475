import { rm } from 'node:fs/promises'
import { join } from 'node:path'

// What comes with a folder of Electron and belongs to no product.
const strangers = ['resources/default_app.asar', 'STAND-IN.json']

/** Runs when electron-builder has unpacked Electron. */
export default async ({ appOutDir }) => {
  for (const name of strangers) await rm(join(appOutDir, name), { force: true })
}
