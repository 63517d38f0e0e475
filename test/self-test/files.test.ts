import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileChecks } from '../../main/self-test/files.ts'
import { temporaryFolder } from '../station.ts'
import { ordinaryProcess } from '../tasks/other-process.ts'
import { lookOnce } from './look.ts'

const own = { mode: 0o600 }

/** A data folder as the program makes it. */
const closedFolder = () => {
  const home = temporaryFolder()
  writeFileSync(join(home, 'station.db'), '', own)
  mkdirSync(join(home, 'log'), { mode: 0o700 })
  writeFileSync(join(home, 'log', 'main.log'), '', own)
  symlinkSync('nowhere', join(home, 'SingletonLock'))
  return home
}

const checksOf = (given: Partial<Parameters<typeof fileChecks>[0]>) =>
  fileChecks({ home: temporaryFolder(), configFile: '/nowhere/config.json', packaged: true, ...given })

describe.skipIf(process.platform === 'win32')('the data folder', () => {
  test('that only this account can open is green', async () => {
    expect(await lookOnce(checksOf({ home: closedFolder() }), 'data_folder')).toEqual({
      level: 'green',
      saying: 'data_folder.closed',
      facts: { count: 4 },
    })
  })

  test.each([
    ['the database', 'station.db', 0o640],
    ['a file that lies deeper', join('log', 'main.log'), 0o604],
    ['a folder in it', 'log', 0o710],
    ['the folder itself', '.', 0o755],
  ])('is red where %s can be opened by others', async (_what, name, mode) => {
    const home = closedFolder()
    chmodSync(join(home, name), mode)
    expect(await lookOnce(checksOf({ home }), 'data_folder')).toEqual({
      level: 'red',
      saying: 'data_folder.open',
      facts: { names: name },
    })
  })

  test('names ten such files, and how many more there are', async () => {
    const home = closedFolder()
    for (let n = 10; n < 22; n += 1) {
      writeFileSync(join(home, `open-${n}`), '')
      chmodSync(join(home, `open-${n}`), 0o644)
    }
    const { facts } = await lookOnce(checksOf({ home }), 'data_folder')
    expect(facts.names).toMatch(/^open-\d+(, open-\d+){9} \(\+2\)$/)
  })
})

describe.skipIf(process.platform === 'win32')('the configuration file', () => {
  const fileWith = (mode: number, folderMode = 0o755) => {
    const folder = join(temporaryFolder(), 'etc')
    mkdirSync(folder)
    const configFile = join(folder, 'config.json')
    writeFileSync(configFile, '{}')
    chmodSync(configFile, mode)
    chmodSync(folder, folderMode)
    return configFile
  }

  test('that is not there is green', async () => {
    expect(await lookOnce(checksOf({}), 'config_file')).toMatchObject({
      level: 'green',
      saying: 'config_file.none',
    })
  })

  test.each([
    ['it', 0o664, 0o755],
    ['its folder', 0o644, 0o757],
  ])('is red where others can write %s', async (_what, mode, folderMode) => {
    const configFile = fileWith(mode, folderMode)
    expect(await lookOnce(checksOf({ configFile }), 'config_file')).toEqual({
      level: 'red',
      saying: 'config_file.open',
      facts: { file: configFile },
    })
  })

  test('is red where the account of the terminal can write it, and amber in development', async () => {
    const configFile = fileWith(0o644)
    expect(await lookOnce(checksOf({ configFile }), 'config_file')).toMatchObject({
      level: 'red',
      saying: 'config_file.own',
    })
    expect(await lookOnce(checksOf({ configFile, packaged: false }), 'config_file')).toMatchObject({
      level: 'amber',
    })
  })

  test.skipIf(process.getuid?.() !== 0)('that belongs to root is green for another account', async () => {
    const configFile = fileWith(0o644)
    // Given to that account; what lies in there is not.
    const looks = ordinaryProcess('self-test/looks-at-file.ts', join(configFile, '../..'))
    expect(await looks.line()).toBe('config_file.guarded')
  })
})

test.each([
  [5_000_000_000, 'green', 'disk_space.enough'],
  [1_000_000_000, 'green', 'disk_space.enough'],
  [999_999_999, 'amber', 'disk_space.low'],
  [200_000_000, 'amber', 'disk_space.low'],
  [199_999_999, 'red', 'disk_space.full'],
])('with %s bytes free the disk is %s', async (free, level, saying) => {
  expect(await lookOnce(checksOf({ freeBytes: () => free }), 'disk_space')).toEqual({
    level,
    saying,
    facts: { free: Math.floor(free / 1_000_000) },
  })
})

test('the disk is the one on which the data folder lies', async () => {
  expect((await lookOnce(checksOf({}), 'disk_space')).facts.free).toBeGreaterThan(0)
})
