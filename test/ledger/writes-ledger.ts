// Opens the station of a data folder and writes entries until it is killed; says how many there are.
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { testConfiguration, testSealer } from '../station.ts'
import { anEntry } from './ledger-file.ts'

const { store, head } = await openStation({
  configuration: testConfiguration(),
  home: process.argv[2] ?? '',
  sealer: testSealer(),
  clock: systemClock('boot-1'),
  machine: 'this machine',
  log: maskedLog(() => undefined),
})
head.keep(() => undefined)
for (let entries = 1; ; entries += 1) {
  await store.note(anEntry)
  console.log(entries)
}
