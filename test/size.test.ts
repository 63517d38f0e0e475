import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const project = join(import.meta.dirname, '..')
const rooms = ['main', 'preload', 'renderer', 'scripts']

test('no source file is over 200 lines', () => {
  const sources = globSync(`{${rooms.join(',')}}/**/*.{ts,tsx,mjs,sh,css}`, { cwd: project })
  const lines = (file: string) => readFileSync(join(project, file), 'utf8').trimEnd().split('\n').length
  expect(sources.filter((file) => file.includes('index.')).length).toBeGreaterThan(0)
  expect(sources.filter((file) => lines(file) > 200)).toEqual([])
})
