import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { programChecks, type ThisProgram } from '../../main/self-test/program.ts'
import { temporaryFolder } from '../station.ts'
import { look, lookOnce } from './look.ts'

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** An executable with these fuses, somewhere in the middle. */
const executableWith = (fuses: string | undefined, before = 3 << 20) => {
  const file = join(temporaryFolder(), 'program')
  const wire = fuses === undefined ? '' : `${sentinel}\x01${String.fromCharCode(fuses.length)}${fuses}`
  writeFileSync(
    file,
    Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(wire, 'latin1'), Buffer.alloc(99)]),
  )
  return file
}

const program = (given: Partial<ThisProgram> = {}) =>
  programChecks({
    version: '1.2.3',
    flavour: 'release',
    packaged: true,
    executable: '/nowhere',
    args: ['--selftest', '--json'],
    environment: { PATH: '/usr/bin', LANG: 'ta_IN.UTF-8' },
    ...given,
  })

test.each([
  ['release', 'green'],
  ['test', 'amber'],
  ['development', 'amber'],
] as const)('a build for %s is %s', async (flavour, level) => {
  expect(await lookOnce(program({ flavour }), 'flavour')).toMatchObject({
    level,
    facts: { version: '1.2.3' },
  })
})

describe('the fuses', () => {
  const right = '01001100'

  test.each([
    ['as they should be', right],
    ['with one of those that decide nothing removed, and more than are known', '010011r0111'],
  ])('%s are green', async (_what, fuses) => {
    expect(await lookOnce(program({ executable: executableWith(fuses) }), 'fuses')).toMatchObject({
      level: 'green',
      saying: 'fuses.set',
    })
  })

  test.each([
    ['RunAsNode', 0],
    ['EnableCookieEncryption', 1],
    ['EnableNodeOptionsEnvironmentVariable', 2],
    ['EnableNodeCliInspectArguments', 3],
    ['EnableEmbeddedAsarIntegrityValidation', 4],
    ['OnlyLoadAppFromAsar', 5],
    ['GrantFileProtocolExtraPrivileges', 7],
  ])('are red where %s stands wrong', async (names, at) => {
    const fuses = [...right]
      .map((state, index) => (index === at ? (state === '0' ? '1' : '0') : state))
      .join('')
    expect(await lookOnce(program({ executable: executableWith(fuses) }), 'fuses')).toEqual({
      level: 'red',
      saying: 'fuses.wrong',
      facts: { names },
    })
  })

  test('are read where they lie across two pieces of the file, and at its end', async () => {
    for (const before of [(1 << 20) - 1, (1 << 20) - 33, (1 << 20) - 38, 0]) {
      expect(
        await lookOnce(program({ executable: executableWith(right, before) }), 'fuses'),
        `${before}`,
      ).toMatchObject({ level: 'green' })
    }
  })

  test('that are too few are wrong, and an executable without any is red', async () => {
    expect(await lookOnce(program({ executable: executableWith('0100') }), 'fuses')).toMatchObject({
      saying: 'fuses.wrong',
    })
    expect(await lookOnce(program({ executable: executableWith(undefined) }), 'fuses')).toMatchObject({
      level: 'red',
      saying: 'fuses.missing',
    })
  })

  test('of an unpackaged program are not looked at', async () => {
    expect(await lookOnce(program({ packaged: false }), 'fuses')).toMatchObject({
      level: 'amber',
      saying: 'fuses.unpackaged',
    })
  })
})

test('a switch that an installed program refuses is red there, and amber in every other build', async () => {
  expect(await lookOnce(program(), 'switches')).toMatchObject({ level: 'green' })
  const args = ['--remote-debugging-port=0', '--selftest']
  expect(await lookOnce(program({ args }), 'switches')).toEqual({
    level: 'red',
    saying: 'switches.foreign',
    facts: { why: '--remote-debugging-port is not known' },
  })
  for (const flavour of ['test', 'development'] as const) {
    expect(await lookOnce(program({ args, flavour }), 'switches')).toMatchObject({ level: 'amber' })
  }
})

test('a variable that was not deleted is red by its name, never with its value', async () => {
  expect(await lookOnce(program(), 'environment')).toMatchObject({ level: 'green' })
  const environment = { PATH: '/usr/bin', HTTPS_PROXY: 'http://user:s3cret@proxy', NODE_OPTIONS: '--inspect' }
  const findings = await look(program({ environment }), 'environment')
  expect(findings).toMatchObject([{ level: 'red', facts: { names: 'HTTPS_PROXY, NODE_OPTIONS' } }])
  expect(JSON.stringify(findings)).not.toContain('s3cret')
  expect(await lookOnce(program({ environment, packaged: false }), 'environment')).toMatchObject({
    level: 'amber',
  })
})

test('a variable that is not known is amber, one that Electron sets is green', async () => {
  const unknown = { PATH: '/usr/bin', SOME_FUTURE_SWITCH: '1' }
  expect(await lookOnce(program({ environment: unknown }), 'environment')).toEqual({
    level: 'amber',
    saying: 'environment.unknown',
    facts: { names: 'SOME_FUTURE_SWITCH' },
  })
  const known = { PATH: '/usr/bin', GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' }
  expect(await lookOnce(program({ environment: known }), 'environment')).toMatchObject({ level: 'green' })
})
