// Opens the station of a data folder as the program does, prints the problem's code or "open", and ends.
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { Problem } from '../../main/problem.ts'
import { testConfiguration, testSealer } from '../station.ts'

process.umask(0o077)
try {
  const { store, keys } = await openStation({
    configuration: testConfiguration(),
    home: process.argv[2] ?? '',
    sealer: testSealer(),
    clock: systemClock('boot-1'),
    machine: 'this machine',
    log: maskedLog(() => undefined),
  })
  store.close()
  console.log(`open ${keys.terminal}`)
} catch (cause) {
  console.log(cause instanceof Problem ? cause.code : `no report, but ${cause}`)
}
