// When it is told to, opens the key file, and prints what every opener must agree on: terminal, a MAC, a secret.
import { once } from 'node:events'
import { openKeys } from '../../main/vault/key-file.ts'

const [file = ''] = process.argv.slice(2)
console.log('ready')
await once(process.stdin, 'data')
const { terminal, vault, secret } = openKeys({
  file,
  sealer: {
    weak: () => false,
    protection: { by: 'test', protects: false },
    seal: (text) => text,
    open: (sealed) => sealed,
  },
  fresh: true,
  machine: 'this machine',
  firstSecrets: () => ({ first: String(process.pid) }),
})
console.log(`${terminal} ${vault.mac('otp', 'x').toString('hex')} ${secret('first')}`)
process.exit(0)
