import { readFile } from 'node:fs/promises'
import { openWithPassphrase, parsePassphrase, passphraseRule } from '../vault/passphrase-file.ts'
import { isStationKey, markOfKey, stationKeyName } from '../vault/station-key.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--import-station-key FILE`: what `--export-station-key` wrote at another terminal, under its passphrase. */
export const importStationKeyTask = async (
  { file, replace }: { file: string; replace: boolean },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  const { keys, store } = station
  const refuse = (reason: string) => {
    print(`${reason} Nothing was changed.`)
    return 1 as const
  }
  const contents = await readFile(file, 'utf8').catch(() => undefined)
  if (contents === undefined) {
    return refuse(`${file} cannot be read. Check its name and that this account may read it.`)
  }
  const passphrase = parsePassphrase(await readInput())
  if (passphrase === undefined) return refuse(passphraseRule)
  const opened = await openWithPassphrase({ kind: stationKeyName, contents, passphrase })
  if (opened.kind === 'wrong_passphrase') return refuse('The passphrase is wrong, or the file was changed.')
  if (opened.kind === 'not_this_file' || !isStationKey(opened.text)) {
    return refuse(`${file} is not a file that --export-station-key wrote.`)
  }
  const mark = markOfKey(opened.text)
  const known = keys.secret(stationKeyName)
  if (known === opened.text) {
    print(`This terminal holds this station key already. Mark: ${mark}`)
    return 0
  }
  const replaced = known === undefined ? undefined : markOfKey(known)
  if (replaced !== undefined && !replace) {
    return refuse(
      `This terminal holds another station key (mark ${replaced}); --replace puts this one (mark ${mark}) in its place.`,
    )
  }
  // First, so that no key of which the ledger does not tell is ever used.
  await store.note({
    event: 'keys_import',
    actor: 'machine',
    subject: mark,
    outcome: 'imported',
    ...(replaced !== undefined && { reason: `replaced ${replaced}` }),
  })
  keys.setSecret(stationKeyName, opened.text)
  print(`The station key is sealed on this terminal. Mark: ${mark}`)
  print(
    'Compare it with the mark at the other terminals, then delete the file. Start the program again to use the key.',
  )
  return 0
}
