import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeMachineFolder } from './machine-folder.ts'

let above = ''
let folder = ''
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'tor-unveil-machine-'))
  folder = join(above, 'tor-unveil-login')
})
afterEach(() => rmSync(above, { recursive: true, force: true }))

test('a machine’s folder that the tests took is gone with them', () => {
  const taken = takeMachineFolder(folder)
  writeFileSync(join(folder, 'config.json'), '{}')
  taken.remove()
  expect(readdirSync(above)).toEqual([])
})

test('one that a run left behind when it was killed is taken by the next, without what lies in it', () => {
  takeMachineFolder(folder)
  writeFileSync(join(folder, 'config.json'), '{}')
  const taken = takeMachineFolder(folder)
  expect(existsSync(join(folder, 'config.json'))).toBe(false)
  taken.remove()
  expect(readdirSync(above)).toEqual([])
})

test('one of a program that is installed here stops the tests, and nothing in it is touched', () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), '{}')
  expect(() => takeMachineFolder(folder)).toThrow(`${folder} is not the tests’ own`)
  expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe('{}')
  expect(readdirSync(above)).toEqual(['tor-unveil-login'])
})
