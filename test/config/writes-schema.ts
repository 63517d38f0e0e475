// Writes assets/config.schema.json from the program's own schema.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configJsonSchema } from '../../main/config/json-schema.ts'

writeFileSync(join(import.meta.dirname, '../../assets/config.schema.json'), configJsonSchema())
