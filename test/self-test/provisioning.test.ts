import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../main/problem.ts'
import { provisioningChecks } from '../../main/self-test/provisioning.ts'
import { temporaryFolder } from '../station.ts'
import { lookOnce } from './look.ts'

const checksOf = (given: Partial<Parameters<typeof provisioningChecks>[0]>) =>
  provisioningChecks({
    account: 'station',
    packaged: true,
    applied: async () => undefined,
    kitTrouble: undefined,
    inbox: '/nowhere/inbox',
    ...given,
  })

test('an account that the configuration names is green; one that it does not is amber where the program is installed', async () => {
  expect(await lookOnce(checksOf({}), 'account')).toMatchObject({
    level: 'green',
    facts: { account: 'station' },
  })
  expect(await lookOnce(checksOf({ account: undefined }), 'account')).toMatchObject({ level: 'amber' })
  expect(await lookOnce(checksOf({ account: undefined, packaged: false }), 'account')).toMatchObject({
    level: 'green',
  })
})

test('an installed kit is named by its number, and red where it is not the one that was applied', async () => {
  const applied = async () => ({ serial: 7, hash: '' })
  const kitTrouble = new Problem('kit', ['it is kit 6; the ledger tells of kit 7'])
  expect(await lookOnce(checksOf({}), 'kit')).toMatchObject({ level: 'green', saying: 'kit.none' })
  expect(await lookOnce(checksOf({ applied }), 'kit')).toMatchObject({ level: 'green', facts: { serial: 7 } })
  expect(await lookOnce(checksOf({ applied, kitTrouble }), 'kit')).toMatchObject({
    level: 'red',
    facts: { what: 'it is kit 6; the ledger tells of kit 7' },
  })
  expect(await lookOnce(checksOf({ applied: async () => 'changed', kitTrouble }), 'kit')).toMatchObject({
    level: 'red',
  })
})

describe('the inbox', () => {
  const withFiles = (...names: string[]) => {
    const inbox = temporaryFolder()
    for (const name of names) writeFileSync(join(inbox, name), '')
    return inbox
  }

  test.each([
    ['green', 'empty', []],
    ['amber', 'waiting', ['kit.json', 'secrets.json']],
    ['amber', 'refused', ['kit.json.refused']],
  ])('is %s and %s', async (level, saying, names) => {
    const inbox = withFiles(...names)
    expect(await lookOnce(checksOf({ inbox }), 'inbox')).toMatchObject({ level, saying: `inbox.${saying}` })
  })

  test('that is not there holds nothing', async () => {
    expect(await lookOnce(checksOf({}), 'inbox')).toMatchObject({ level: 'green', saying: 'inbox.empty' })
  })

  test('that is a file is red: nothing can be laid there', async () => {
    const inbox = join(withFiles('inbox'), 'inbox')
    expect(await lookOnce(checksOf({ inbox }), 'inbox')).toMatchObject({
      level: 'red',
      saying: 'inbox.closed',
    })
  })
})
