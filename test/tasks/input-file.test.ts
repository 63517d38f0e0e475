import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWithPassphrase } from '../../main/vault/passphrase-file.ts'
import { createTestStation, temporaryFolder } from '../station.ts'

test.each([
  ['as Notepad saves it', '\uFEFFcorrect horse battery\r\n'],
  ['without a line end', 'correct horse battery'],
])('a passphrase from a file, %s, is the one that is typed elsewhere', async (_how, written) => {
  const { home, close } = await createTestStation()
  await close()
  const folder = temporaryFolder()
  const [input, file] = [join(folder, 'passphrase.txt'), join(folder, 'recovery.json')]
  writeFileSync(input, written)
  const program = join(import.meta.dirname, 'runs-task.ts')
  execFileSync(process.execPath, [program, home, '--export-recovery', file, '--in', input])
  const contents = readFileSync(file, 'utf8')
  const passphrase = 'correct horse battery'
  expect(await openWithPassphrase({ kind: 'recovery', contents, passphrase })).toMatchObject({
    kind: 'opened',
  })
})
