import { existsSync } from 'node:fs'
import { parsePassphrase, passphraseRule, sealWithPassphrase } from '../vault/passphrase-file.ts'
import { makeStationKey, markOfKey, stationKeyName } from '../vault/station-key.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { writeNoted } from './write-noted.ts'

/**
 * `--export-station-key FILE`: the key that all terminals of the station hold, under a passphrase from standard input.
 * Made here where this terminal has none, or where another one is to take its place.
 */
export const exportStationKeyTask = async (
  { file, replace }: { file: string; replace: boolean },
  { station, print, readInput }: TaskDeps,
): Promise<ExitCode> => {
  const { keys } = station
  const passphrase = parsePassphrase(await readInput())
  if (passphrase === undefined) {
    print(`${passphraseRule} Nothing was changed.`)
    return 1
  }
  if (existsSync(file)) {
    print(`${file} exists already. Nothing was changed; name a file that does not exist.`)
    return 1
  }
  const held = keys.secret(stationKeyName)
  const known = replace ? undefined : held
  const key = known ?? makeStationKey()
  const contents = await sealWithPassphrase({ kind: stationKeyName, text: key, passphrase })
  const mark = markOfKey(key)
  const entry = {
    event: 'keys_export',
    subject: mark,
    reason:
      known !== undefined ? 'held_already' : held === undefined ? 'made_now' : `replaced ${markOfKey(held)}`,
  } as const
  if (!(await writeNoted({ file, text: contents, entry }, { station, print }))) return 1
  // Only now: a key of which no file could be written would be a change after all.
  if (known === undefined) keys.setSecret(stationKeyName, key)
  print(`${file} holds the station key${known === undefined ? ', which was made now' : ''}. Mark: ${mark}`)
  print('At each other terminal of the station: --import-station-key with this file and passphrase.')
  print('Each must print the same mark. Then delete the file.')
  if (known === undefined) print('Start the program again to use the key on this terminal.')
  return 0
}
