// Imports a roster file into a data folder as the command-line task does, and says when it is checked and when it is done.
import { readFileSync } from 'node:fs'
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { importRoster } from '../../main/roster/import-roster.ts'
import { testConfiguration, testSealer } from '../station.ts'

const [home = '', file = ''] = process.argv.slice(2)
const { store, roster } = await openStation({
  configuration: testConfiguration(),
  home,
  sealer: testSealer(),
  clock: systemClock('boot-1'),
  machine: 'this machine',
  log: maskedLog(() => undefined),
})
console.log('ready')
const outcome = await importRoster({
  text: readFileSync(file, 'utf8'),
  source: 'machine',
  store,
  roster,
  progress: (done, of) => process.stdout.write(done === of ? 'checked\n' : ''),
})
console.log(JSON.stringify(outcome))
store.close()
