import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Station } from '../compose.ts'
import { provesKeys } from '../compose-recovery.ts'
import type { Prepared } from '../prepare.ts'
import { type Recovery, readContents } from '../vault/key-contents.ts'
import type { Sealer } from '../vault/key-file.ts'
import { openWithPassphrase, parsePassphrase, passphraseRule } from '../vault/passphrase-file.ts'
import { parseRecovery, recoveryKind } from '../vault/recovery-file.ts'
import { restoreKeys } from '../vault/restore-keys.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

type Deps = Pick<TaskDeps, 'print' | 'readInput'> & {
  home: string
  prepared: Prepared
  open: (prepared: Prepared) => Promise<Station>
}

/**
 * `--import-recovery FILE`: gives a database back its keys, where the key store is dead or the computer is another one.
 * Keys that are the database's own and can be opened stay, and so does everything where these are not the database's.
 */
export const importRecoveryTask = async (
  { file }: { file: string },
  { home, prepared, open, print, readInput }: Deps,
): Promise<ExitCode> => {
  const refuse = (reason: string) => {
    print(`${reason} Nothing was changed.`)
    return 1 as const
  }
  const recovery = await readRecovery(file, readInput)
  if (typeof recovery === 'string') return refuse(recovery)
  const files = { keys: join(home, 'keys.json'), database: join(home, 'station.db') }
  switch (provesKeys(files.database, Buffer.from(recovery.dataKey, 'base64'))) {
    case 'no_database':
      return refuse(`${files.database} is missing. First copy it here from the old computer or the backup.`)
    case 'other_keys':
      return refuse(`${files.database} was written with other keys than those of this recovery file.`)
    case 'proven':
  }
  if (openedDataKey(files.keys, prepared.sealer) === recovery.dataKey) {
    return refuse('The keys of this terminal can be opened: there is nothing to recover.')
  }
  restoreKeys({ file: files.keys, sealer: prepared.sealer, recovery })
  const station = await open(prepared)
  await station.store.note({
    event: 'keys_import',
    actor: 'machine',
    subject: 'recovery',
    outcome: 'imported',
  })
  await station.head.close()
  station.store.close()
  print('The keys of this terminal are sealed again for this account. Start the program.')
  return 0
}

const readRecovery = async (file: string, readInput: Deps['readInput']): Promise<Recovery | string> => {
  const contents = await readFile(file, 'utf8').catch(() => undefined)
  if (contents === undefined) {
    return `${file} cannot be read. Check its name and that this account may read it.`
  }
  const passphrase = parsePassphrase(await readInput())
  if (passphrase === undefined) return passphraseRule
  const opened = await openWithPassphrase({ kind: recoveryKind, contents, passphrase })
  if (opened.kind === 'wrong_passphrase') return 'The passphrase is wrong, or the file was changed.'
  const recovery = opened.kind === 'opened' ? parseRecovery(opened.text) : undefined
  return recovery ?? `${file} is not a file that --export-recovery wrote.`
}

const openedDataKey = (file: string, sealer: Sealer): string | undefined => {
  if (!existsSync(file)) return undefined
  try {
    return sealer.open(readContents(file).dataKey)
  } catch {
    return undefined
  }
}
