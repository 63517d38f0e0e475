import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const mark = 'of-the-tests'

/**
 * The folder of the machine's configuration, for the tests alone until `remove` is called. Throws where a program that is installed here has
 * it, for no test may touch that; what an earlier run left behind, because it was killed, is taken over.
 */
export const takeMachineFolder = (folder: string) => {
  if (existsSync(folder) && !existsSync(join(folder, mark))) {
    throw new Error(`${folder} is not the tests’ own: remove the program that is installed here first.`)
  }
  const remove = () => rmSync(folder, { recursive: true, force: true })
  remove()
  // It appears with its mark in it.
  const draft = `${folder}.${mark}`
  mkdirSync(draft, { recursive: true })
  writeFileSync(join(draft, mark), '')
  renameSync(draft, folder)
  return { remove }
}
