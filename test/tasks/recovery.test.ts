import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { importRecoveryTask } from '../../main/tasks/import-recovery.ts'
import { sealWithPassphrase } from '../../main/vault/passphrase-file.ts'
import { run, startTerminal } from '../kit/kits.ts'
import { createTestStation, temporaryFolder, testConfiguration, testSealer } from '../station.ts'

const passphrase = 'correct horse battery'
const roster =
  'login_id,name,rank,station,mobile,role\nadmin_9,Nine,Inspector,Harbour,9876543219,administrator\n'

let home = ''
let file = ''
beforeEach(async () => {
  home = temporaryFolder()
  file = join(temporaryFolder(), 'recovery.json')
  const station = await createTestStation({ home, officers: roster })
  station.keys.setSecret('sms.twilio.authToken', 'secret-of-then')
  expect(await run(station, { name: 'export-recovery', file }, `${passphrase}\n`)).toMatchObject({ code: 0 })
  await station.close()
})

/** Runs `--import-recovery` under an account of the operating system, whose key store is its own. */
const restore = async (
  account: string,
  { folder = home, input = passphrase, from = file, machine = 'this machine' } = {},
) => {
  const lines: string[] = []
  const prepared = { configuration: testConfiguration(), sealer: testSealer(account), machine }
  const code = await importRecoveryTask(
    { file: from },
    {
      home: folder,
      prepared,
      open: () => startTerminal({ home: folder, settings: {}, account, machine }),
      print: (line) => lines.push(line),
      readInput: async () => input,
    },
  )
  return { code, said: lines.join('\n') }
}

/** What a terminal then knows. */
const look = async (account: string, folder = home, machine = 'this machine') => {
  const station = await startTerminal({ home: folder, settings: {}, account, machine })
  const { row } = await station.store.officer('admin_9')
  const seen = {
    number: row && (await station.roster.ownNumber('admin_9')),
    secret: station.keys.secret('sms.twilio.authToken'),
    head: station.head.state(),
    newest: (await station.store.newest(['keys_import', 'terminal_renewed'], 9)).map(({ event }) => event),
    terminal: station.keys.terminal,
  }
  await station.head.close()
  station.store.close()
  return seen
}

const bytes = (folder = home) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /^(keys\.json|station\.db)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  )

test('a dead key store loses nothing: roster, ledger and secrets are there again, and the ledger tells', async () => {
  const before = await look('this account')
  await expect(look('a new keyring')).rejects.toMatchObject({
    code: 'keys_unreadable',
    details: [join(home, 'keys.json'), expect.stringContaining('--import-recovery')],
  })
  expect(await restore('a new keyring')).toMatchObject({ code: 0 })
  expect(await look('a new keyring')).toEqual({ ...before, newest: ['keys_import'] })
  expect(before).toMatchObject({ number: '9876543219', secret: 'secret-of-then', head: 'good' })
})

test('secrets that were sealed after the export outlive a dead key store', async () => {
  const station = await startTerminal({ home, settings: {} })
  station.keys.setSecret('sms.twilio.authToken', 'secret-of-now')
  await station.head.close()
  station.store.close()
  await restore('a new keyring')
  expect((await look('a new keyring')).secret).toBe('secret-of-now')
})

test('on a replaced computer with the copied database all is there, under a terminal of its own', async () => {
  const before = await look('this account')
  const folder = temporaryFolder()
  for (const name of ['station.db', 'ledger-head']) copyFileSync(join(home, name), join(folder, name))
  const machine = 'the new machine'
  await expect(look('its account', folder, machine)).rejects.toMatchObject({ code: 'keys_missing' })
  expect(await restore('its account', { folder, machine })).toMatchObject({ code: 0 })
  const after = await look('its account', folder, machine)
  expect(after).toMatchObject({ number: '9876543219', secret: 'secret-of-then', head: 'good' })
  expect(after.newest).toEqual(['keys_import', 'terminal_renewed'])
  expect(after.terminal).not.toBe(before.terminal)
})

test('keys that can be opened are never replaced', async () => {
  const before = bytes()
  const { code, said } = await restore('this account')
  expect(code).toBe(1)
  expect(said).toContain('there is nothing to recover')
  expect(bytes()).toEqual(before)
})

test('a database of other keys is refused, whether its own can be opened or not', async () => {
  const other = temporaryFolder()
  await (await createTestStation({ home: other })).close()
  const before = bytes(other)
  for (const account of ['this account', 'a new keyring']) {
    const { code, said } = await restore(account, { folder: other })
    expect(code).toBe(1)
    expect(said).toContain('with other keys than those of this recovery file')
  }
  expect(bytes(other)).toEqual(before)
  rmSync(join(other, 'keys.json'))
  expect(await restore('this account', { folder: other })).toMatchObject({ code: 1 })
  expect(existsSync(join(other, 'keys.json'))).toBe(false)
})

test('foreign keys that somebody put beside the database give way to its own', async () => {
  const other = temporaryFolder()
  await (await createTestStation({ home: other })).close()
  copyFileSync(join(other, 'keys.json'), join(home, 'keys.json'))
  expect(await restore('this account')).toMatchObject({ code: 0 })
  expect(await look('this account')).toMatchObject({ number: '9876543219', secret: 'secret-of-then' })
})

test('without a database nothing is restored', async () => {
  const folder = join(temporaryFolder(), 'empty')
  mkdirSync(folder)
  const { code, said } = await restore('this account', { folder })
  expect(code).toBe(1)
  expect(said).toContain('First copy it here')
  expect(readdirSync(folder)).toEqual([])
})

test('another passphrase, a changed file and another kind of file are refused', async () => {
  const before = bytes()
  const changed = join(temporaryFolder(), 'changed.json')
  writeFileSync(changed, readFileSync(file, 'utf8').replace(/"sealed":"..../, '"sealed":"AAAA'))
  const kind = join(temporaryFolder(), 'station.key')
  writeFileSync(kind, await sealWithPassphrase({ kind: 'station-key', text: 'x', passphrase, cost: 2 ** 10 }))
  for (const [wanted, reason] of [
    [{ input: 'wrong horse battery' }, 'passphrase is wrong'],
    [{ input: 'short' }, '12 to 1000 characters'],
    [{ from: changed }, 'passphrase is wrong, or the file was changed'],
    [{ from: kind }, 'is not a file that --export-recovery wrote'],
    [{ from: join(home, 'missing') }, 'cannot be read'],
  ] as const) {
    const { code, said } = await restore('a new keyring', wanted)
    expect(code).toBe(1)
    expect(said).toContain(reason)
  }
  expect(bytes()).toEqual(before)
})

test('the recovery file holds no key and no secret in the clear, and is told of in the ledger', async () => {
  const station = await startTerminal({ home, settings: {} })
  const { dataKey } = station.keys.recovery()
  const [entry] = await station.store.newest(['keys_export'], 1)
  expect(entry).toMatchObject({ actor: 'machine', subject: 'recovery', outcome: 'exported' })
  const again = await run(station, { name: 'export-recovery', file }, passphrase)
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining('exists already') })
  await station.head.close()
  station.store.close()
  for (const hidden of [dataKey, 'secret-of-then', passphrase]) {
    expect(readFileSync(file, 'utf8')).not.toContain(hidden)
  }
})
