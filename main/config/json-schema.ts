import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The schema of a configuration file as editors read it (JSON Schema 2020-12): assets/config.schema.json. */
export const configJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' }), null, 2)}\n`
