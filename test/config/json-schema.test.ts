import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configJsonSchema } from '../../main/config/json-schema.ts'
import { readConfig } from '../../main/config/read-config.ts'

const assets = join(import.meta.dirname, '../../assets')
const read = (name: string) => readFileSync(join(assets, name), 'utf8')

test('the published schema is that of the program (npm run schema writes it)', () => {
  expect(read('config.schema.json')).toBe(configJsonSchema())
})

test('the schema tells an editor every setting of the sample, its meaning and its choices', () => {
  const schema = JSON.parse(read('config.schema.json'))
  const sample = JSON.parse(read('config.sample.json'))
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(sample)))
  expect(schema.additionalProperties).toBe(false)
  expect(schema.required).toBeUndefined()
  expect(schema.properties.sms.properties.gateways.items.enum).toContain('https')
  expect(schema.properties.otp.properties.lifeSeconds).toMatchObject({ minimum: 60, maximum: 600 })
  expect(schema.properties.otp.properties.lifeSeconds.description).toContain('how long a code lives')
})

test('a file that names its schema is a good configuration', () => {
  const file = join(assets, 'config.sample.json')
  expect(JSON.parse(read('config.sample.json')).$schema).toBe('./config.schema.json')
  const { config } = readConfig({ file, required: true, development: false, environment: {} })
  expect(config.sms.gateways).toContain('aws')
})
