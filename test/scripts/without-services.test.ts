import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { allowServices, withoutServices } from '../../scripts/without-services.mjs'
import { temporaryFolder } from '../station.ts'

const posix = process.platform !== 'win32'
const newPolicy = () => join(temporaryFolder(), 'policy-rc.d')

/** The set-up, which is killed while it installs. */
const endedInTheMiddle = (policy: string) => {
  const module = pathToFileURL(join(import.meta.dirname, '..', '..', 'scripts', 'without-services.mjs')).href
  const script = `import { withoutServices } from ${JSON.stringify(module)}
    withoutServices(() => process.kill(process.pid, 'SIGKILL'), ${JSON.stringify(policy)})`
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).signal).toBe('SIGKILL')
  expect(existsSync(policy)).toBe(true)
}

test.skipIf(!posix)(
  'while the set-up installs packages no service is started, and afterwards each may be',
  () => {
    const policy = newPolicy()
    expect(withoutServices(() => spawnSync(policy).status, policy)).toBe(101)
    expect(existsSync(policy)).toBe(false)
    const fail = () => {
      throw new Error('no network')
    }
    expect(() => withoutServices(fail, policy)).toThrow('no network')
    expect(existsSync(policy)).toBe(false)
  },
)

test.skipIf(!posix)('what a set-up that still runs has made is its own', () => {
  const policy = newPolicy()
  const during = withoutServices(() => {
    withoutServices(() => undefined, policy)
    allowServices(policy)
    return existsSync(policy)
  }, policy)
  expect(during).toBe(true)
  expect(existsSync(policy)).toBe(false)
})

test('somebody else’s policy is left as it is', () => {
  const policy = newPolicy()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n')
  expect(withoutServices(() => readFileSync(policy, 'utf8'), policy)).toBe('#!/bin/sh\nexit 101\n')
  allowServices(policy)
  expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 101\n')
})

test.skipIf(!posix)(
  'what a set-up that was ended in the middle left is gone with the next, which installs or not',
  () => {
    const policy = newPolicy()
    endedInTheMiddle(policy)
    withoutServices(() => undefined, policy)
    expect(existsSync(policy)).toBe(false)
    endedInTheMiddle(policy)
    allowServices(policy)
    expect(existsSync(policy)).toBe(false)
  },
)
