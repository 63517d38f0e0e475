import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { describe, expect, inject, test } from 'vitest'
import { electronPath } from '../../scripts/electron-path.mjs'
import { filesOf, filesOfArchive, textOf } from './contents.ts'

const packages = inject('packages')

const enabled = '1'.charCodeAt(0)
const disabled = '0'.charCodeAt(0)

const builds = [
  { folder: 'linux-unpacked', executable: 'tor-unveil-login-test', native: 'linux-x64.node' },
  { folder: 'win-unpacked', executable: 'TOR-UNVEIL-Login-Test.exe', native: 'win32-x64.node' },
  { folder: 'unofficial/linux-unpacked', executable: 'tor-unveil-login', native: 'linux-x64.node' },
]

describe.skipIf(process.platform !== 'linux').each(builds)('$folder', ({ folder, executable, native }) => {
  const build = join(packages, folder)

  // After a change that is meant: `npm test -- package contents -u`, and read the difference.
  test('the archive holds the listed files and no other', async () => {
    const files = filesOfArchive(build).map((name) => name.replace(native, '<system>.node'))
    await expect(`${files.join('\n')}\n`).toMatchFileSnapshot('archive.txt')
  })

  test('what the first screen waits for is one small file, which asks for no other', () => {
    const imports = (name: string) =>
      [...textOf(build, `dist/main/${name}`).matchAll(/\bfrom"(\.[^"]+)"/g)].map(([, file = '']) => file)
    const [window = '', ...more] = imports('index.js')
    expect([window, more]).toEqual([expect.stringMatching(/^\.\/window-/), []])
    expect(imports(window)).toEqual([])
    expect(textOf(build, `dist/main/${window}`).length).toBeLessThan(30_000)
  })

  test('one native file lies outside the archive', () => {
    const unpacked = filesOf(join(build, 'resources')).filter((name) => !name.startsWith('apparmor'))
    expect(unpacked).toEqual([
      'app.asar',
      `app.asar.unpacked/node_modules/better-sqlite3/prebuilds/${native}`,
    ])
  })

  test('every fuse is as it should be', async () => {
    const {
      version: _,
      resetAdHocDarwinSignature: __,
      ...wire
    } = await getCurrentFuseWire(join(build, executable))
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: disabled,
      [FuseV1Options.EnableCookieEncryption]: enabled,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: disabled,
      [FuseV1Options.EnableNodeCliInspectArguments]: disabled,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: enabled,
      [FuseV1Options.OnlyLoadAppFromAsar]: enabled,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: disabled,
    })
  })

  test('the licences of Electron, Chromium and of what is in the bundles are there', () => {
    for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html'])
      expect(existsSync(join(build, name))).toBe(true)
    const notices = readFileSync(join(build, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    const named = ['@aws-sdk/client-sns', '@redis/client', 'better-sqlite3', 'jose', 'react', 'twilio', 'zod']
    for (const name of named) expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  })
})

test.skipIf(process.platform !== 'linux')(
  'besides Electron’s own files there are ours, two languages and the notices only',
  () => {
    const electron = dirname(electronPath())
    const own = filesOf(electron).filter(
      (name) =>
        !/^(electron|LICENSE|STAND-IN\.json|resources\/default_app\.asar)$/.test(name) &&
        !name.startsWith('locales/'),
    )
    const expected = [
      ...own,
      'LICENSE.electron.txt',
      'THIRD-PARTY-NOTICES.txt',
      'tor-unveil-login-test',
      'locales/en-US.pak',
      'locales/ta.pak',
    ]
    const build = filesOf(join(packages, 'linux-unpacked')).filter((name) => !name.startsWith('resources/'))
    expect(build).toEqual(expected.filter((name) => !name.startsWith('resources/')).sort())
  },
)
