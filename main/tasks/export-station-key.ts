import { existsSync } from 'node:fs'
import { parsePassphrase, passphraseRule, sealWithPassphrase } from '../vault/passphrase-file.ts'
import { makeStationKey, markOfKey, stationKeyName } from '../vault/station-key.ts'
import { writeWhole } from '../write-whole.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/**
 * `--export-station-key FILE`: the key that all terminals of the station hold, under a passphrase from standard input.
 * Made here where this terminal has none.
 */
export const exportStationKeyTask = async (
  { file }: { file: string },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  const { keys, store } = station
  const passphrase = parsePassphrase(await readInput())
  if (passphrase === undefined) {
    print(`${passphraseRule} Nothing was changed.`)
    return 1
  }
  if (existsSync(file)) {
    print(`${file} exists already. Nothing was changed; name a file that does not exist.`)
    return 1
  }
  const known = keys.secret(stationKeyName)
  const key = known ?? makeStationKey()
  const contents = await sealWithPassphrase({ kind: stationKeyName, text: key, passphrase })
  try {
    writeWhole(file, contents)
  } catch {
    print(`${file} cannot be written. Check that its folder exists and that this account may write there.`)
    return 1
  }
  // Only now: a key of which no file could be written would be a change after all.
  if (known === undefined) keys.setSecret(stationKeyName, key)
  const mark = markOfKey(key)
  await store.note({
    event: 'keys_export',
    actor: 'machine',
    subject: mark,
    outcome: 'exported',
    reason: known === undefined ? 'made_now' : 'held_already',
  })
  print(`${file} holds the station key${known === undefined ? ', which was made now' : ''}. Mark: ${mark}`)
  print('At each other terminal of the station: --import-station-key with this file and passphrase.')
  print('Each must print the same mark. Then delete the file.')
  if (known === undefined) print('Start the program again to use the key on this terminal.')
  return 0
}
