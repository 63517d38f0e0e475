import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { refuseSubstitutes, verifyZip } from '../../scripts/packaging/electron-for.mjs'
import { noticesOf } from '../../scripts/packaging/notices.mjs'

const folder = mkdtempSync(join(tmpdir(), 'release-'))
afterAll(() => rmSync(folder, { recursive: true }))
const put = (name: string, text: string) => {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

describe('a release is packaged with the official Electron only', () => {
  test('not beside a stand-in', () => {
    const marker = put('STAND-IN.json', '{}')
    expect(() => refuseSubstitutes({ marker, environment: {} })).toThrow('stand-in')
    expect(() => refuseSubstitutes({ marker: join(folder, 'none'), environment: {} })).not.toThrow()
  })

  test('not with an Electron that the environment names', () => {
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: folder }
    expect(() => refuseSubstitutes({ marker: join(folder, 'none'), environment })).toThrow(
      'ELECTRON_OVERRIDE_DIST_PATH',
    )
  })

  test('not with a zip of another checksum or version', () => {
    const name = 'electron-v1.2.3-linux-x64.zip'
    const file = put(name, 'the zip')
    const checksums = { [name]: createHash('sha256').update('the zip').digest('hex') }
    expect(() => verifyZip({ file, name, checksums })).not.toThrow()
    expect(() => verifyZip({ file, name: 'electron-v1.2.4-linux-x64.zip', checksums })).toThrow('lists no')
    expect(() => verifyZip({ file: put('other.zip', 'another zip'), name, checksums })).toThrow(
      'checksum is wrong',
    )
  })
})

describe('the notices are complete, or nothing is packaged', () => {
  const moduleOf = (license: string, withText: boolean) => {
    const home = `${license}-${withText}/node_modules/some-package`
    put(`${home}/package.json`, JSON.stringify({ name: 'some-package', version: '1.0.0', license }))
    if (withText) put(`${home}/LICENSE`, 'the text')
    return put(`${home}/index.js`, '')
  }

  test('a package is named with its version, licence and text', () => {
    expect(noticesOf([moduleOf('MIT', true)])).toContain('some-package 1.0.0 (MIT)\n\nthe text')
  })

  test.each(['GPL-3.0', 'AGPL-3.0-only', 'UNLICENSED', 'SEE LICENSE IN FILE'])('%s is refused', (license) => {
    expect(() => noticesOf([moduleOf(license, true)])).toThrow(license)
  })

  test('a package without the text of its licence is refused', () => {
    expect(() => noticesOf([moduleOf('MIT', false)])).toThrow('without the text')
  })
})
