// Looks at the configuration file in `etc` of a folder as an installed program does, and prints what it finds.
import { join } from 'node:path'
import { fileChecks } from '../../main/self-test/files.ts'
import { lookOnce } from './look.ts'

const home = process.argv[2] ?? ''
const configFile = join(home, 'etc', 'config.json')
const { saying } = await lookOnce(fileChecks({ home, configFile, packaged: true }), 'config_file')
console.log(saying)
