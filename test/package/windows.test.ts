import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRawHeader } from '@electron/asar'
import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { filesOf } from './contents.ts'
import { run } from './run.ts'

// None of this runs on Windows: it is read as files.
describe.skipIf(process.platform !== 'linux')('the packages for Windows', () => {
  const packages = inject('packages')
  const folder = join(packages, 'win-unpacked')
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
  const msi = join(packages, `tor-unveil-login-test-${version}-win-x64.msi`)
  const table = (name: string) =>
    run('msiinfo', ['export', msi, name])
      .trim()
      .split(/\r?\n/)
      .slice(3)
      .map((row) => row.split('\t'))

  describe('the program', () => {
    let resources: NtExecutableResource
    beforeAll(() => {
      const file = readFileSync(join(folder, 'TOR-UNVEIL-Login-Test.exe'))
      resources = NtExecutableResource.from(NtExecutable.from(file, { ignoreCert: true }))
    })

    test('says its name and version', () => {
      const [info] = Resource.VersionInfo.fromEntries(resources.entries)
      const [language] = info?.getAllLanguagesForStringValues() ?? []
      expect(language && info?.getStringValues(language)).toMatchObject({
        ProductName: 'TOR-UNVEIL-Login-Test',
        ProductVersion: `${version}.0`,
        FileVersion: version,
        InternalName: 'TOR-UNVEIL-Login-Test',
      })
    })

    test('has our icon', () => {
      const ours = Data.IconFile.from(
        readFileSync(join(import.meta.dirname, '..', '..', 'assets', 'icon.ico')),
      )
      const [group] = Resource.IconGroupEntry.fromEntries(resources.entries)
      const bytes = (item: { bin?: ArrayBuffer; generate?: () => ArrayBuffer }) =>
        Buffer.from(item.bin ?? item.generate?.() ?? new ArrayBuffer()).toString('base64')
      expect(group?.getIconItemsFromEntries(resources.entries).map(bytes)).toEqual(
        ours.icons.map(({ data }) => bytes(data)),
      )
    })

    test('holds the hash of its archive', () => {
      const entry = resources.entries.find(({ type }) => type === 'INTEGRITY')
      const header = getRawHeader(join(folder, 'resources', 'app.asar')).headerString
      expect(JSON.parse(Buffer.from(entry?.bin ?? new ArrayBuffer()).toString())).toEqual([
        {
          file: 'resources\\app.asar',
          alg: 'SHA256',
          value: createHash('sha256').update(header).digest('hex'),
        },
      ])
    })
  })

  describe('the MSI', () => {
    const properties = () => Object.fromEntries(table('Property'))

    test('is for the whole machine, says what it is, and has the code of the test build', () => {
      expect(properties()).toMatchObject({
        ALLUSERS: '1',
        ProductName: 'TOR UNVEIL Login TEST BUILD',
        ProductVersion: version,
        UpgradeCode: expect.stringMatching(/^\{b3a1d7e2-8c44-4a5e-8f0b-7e2c90d51e01\}$/i),
      })
    })

    test('takes the place of any version up to this one, within its transaction, and gives way to a newer one', () => {
      const next = version.replace(/\d+$/, (last: string) => String(Number(last) + 1))
      const [, , , , attributes] = table('Upgrade').find((row) => row[6] === 'SAME_OR_OLDER') ?? []
      expect(
        table('Upgrade')
          .map(([, from, to, , , , name]) => [name, from, to])
          .sort(),
      ).toEqual([
        ['NEWER', version, ''],
        ['SAME_OR_OLDER', '0.0.0', next],
      ])
      // Includes the minimum, removes what it finds.
      expect(attributes).toBe('256')
      expect(table('LaunchCondition')).toEqual([['NOT NEWER', 'A newer version is installed.']])
      const order = Object.fromEntries(
        table('InstallExecuteSequence').map(([action, , at]) => [action, Number(at)]),
      )
      expect(order.RemoveExistingProducts).toBe(Number(order.InstallInitialize) + 1)
    })

    test('lays its files in the program folder, starts at login and is in the menu; it runs nothing', () => {
      const roots = table('Directory').map(([name, parent]) => [name, parent])
      expect(roots.filter(([, parent]) => parent === 'TARGETDIR').sort()).toEqual([
        ['ProgramFiles64Folder', 'TARGETDIR'],
        ['ProgramMenuFolder', 'TARGETDIR'],
      ])
      const program = '[INSTALLDIR]TOR-UNVEIL-Login-Test.exe'
      expect(table('Registry').map((row) => row.slice(1, 5))).toEqual([
        [
          '2',
          'Software\\Microsoft\\Windows\\CurrentVersion\\Run',
          'TOR-UNVEIL-Login-Test',
          `"${program}" --at-login`,
        ],
        ['2', 'Software\\TOR-UNVEIL-Login-Test', 'InstallFolder', '[INSTALLDIR]'],
      ])
      expect(table('Shortcut').map((row) => [row[1], row[4]])).toEqual([['ProgramMenuFolder', program]])
      for (const name of ['CustomAction', 'RemoveFile']) expect(table(name)).toEqual([])
    })

    describe('unpacked', () => {
      const work = mkdtempSync(join(tmpdir(), 'tor-unveil-msi-'))
      afterAll(() => rmSync(work, { recursive: true, force: true }))

      test('holds the folder, byte for byte', () => {
        run('msiextract', ['-C', work, msi])
        const inside = filesOf(work)
        const names = filesOf(folder)
        const below =
          inside[0]?.slice(
            0,
            inside[0].indexOf('TOR-UNVEIL-Login-Test/') + 'TOR-UNVEIL-Login-Test/'.length,
          ) ?? ''
        expect(inside).toEqual(names.map((name) => `${below}${name}`))
        for (const name of names) {
          const [one, other] = [join(folder, name), join(work, below, name)]
          expect(statSync(other).size).toBe(statSync(one).size)
          expect(readFileSync(other).equals(readFileSync(one)), name).toBe(true)
        }
      })
    })
  })
})
