// Waits for a line, then opens the key file of a folder and prints terminal and a MAC made with its key.
import { once } from 'node:events'
import { openKeys } from '../../main/vault/key-file.ts'
import { testSealer } from '../station.ts'

const [file = ''] = process.argv.slice(2)
console.log('ready')
await once(process.stdin, 'data')
const keys = openKeys({ file, sealer: testSealer(), fresh: true, machine: 'this machine', firstSecrets: () => ({ first: String(process.pid) }) })
console.log(`${keys.terminal} ${keys.vault.mac('otp', 'x').toString('hex')} ${keys.secret('first')}`)
process.exit(0)
