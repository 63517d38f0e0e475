import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { openKeys } from '../../main/vault/key-file.ts'
import { fakeClock } from '../fake-clock.ts'
import { createTestStation, temporaryFolder, testConfiguration, testSealer } from '../station.ts'
import { otherProcess } from '../tasks/other-process.ts'

const open = (file: string, { account = 'this account', machine = 'this machine', fresh = true } = {}) =>
  openKeys({
    file,
    sealer: testSealer(account),
    fresh,
    machine,
    firstSecrets: () => ({ first: 'the first secret' }),
  })

const newFile = () => join(temporaryFolder(), 'keys.json')

const reopen = (home: string, machine: string, account = 'this account') =>
  openStation({
    configuration: testConfiguration(),
    home,
    sealer: testSealer(account),
    clock: fakeClock(),
    machine,
    log: maskedLog(() => undefined),
  })

const ledgerOf = (home: string) => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], { event: string; subject: string }>('SELECT event, subject FROM ledger ORDER BY seq')
    .all()
  db.close()
  return rows
}

test('the key file is made once; who opens it later has the same key, terminal and secrets', () => {
  const file = newFile()
  const first = open(file)
  const bytes = readFileSync(file)
  const second = open(file, { fresh: false })
  expect(second.terminal).toBe(first.terminal)
  expect(second.terminal).toMatch(/^[0-9a-f]{32}$/)
  expect(second.vault.mac('otp', 'x')).toEqual(first.vault.mac('otp', 'x'))
  expect(second.secret('first')).toBe('the first secret')
  expect(readFileSync(file)).toEqual(bytes)
})

test.skipIf(process.platform === 'win32')(
  'only this account may read the key file, whatever the mask of the process',
  () => {
    const before = process.umask(0)
    try {
      const file = newFile()
      const keys = open(file)
      expect(statSync(file).mode & 0o777).toBe(0o600)
      keys.setSecret('other', 'x')
      expect(statSync(file).mode & 0o777).toBe(0o600)
    } finally {
      process.umask(before)
    }
  },
)

test('a secret that a task seals is seen by the open window, and takes no other with it', () => {
  const file = newFile()
  const window = open(file)
  const task = open(file)
  task.setSecret('token-hs256', 'a secret of the back end')
  expect(window.secret('token-hs256')).toBe('a secret of the back end')
  expect(window.secret('first')).toBe('the first secret')
  window.setSecret('token-hs256', 'another')
  expect(task.secret('token-hs256')).toBe('another')
  expect(task.secret('no such name')).toBeUndefined()
})

test('a sealed secret works under its own name only', () => {
  const file = newFile()
  const keys = open(file)
  const stored = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...stored, secrets: { other: stored.secrets.first } }))
  expect(() => keys.secret('other')).toThrow()
})

test('the key file holds nothing in the clear', () => {
  const file = newFile()
  // A sealer that hides what it is given, as the one of an operating system does.
  const veil = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))
  const sealer = {
    weak: () => false,
    seal: (text: string) => veil(Buffer.from(text)).toString('base64'),
    open: (sealed: string) => veil(Buffer.from(sealed, 'base64')).toString(),
  }
  let dataKey = ''
  const { setSecret, terminal } = openKeys({
    file,
    sealer: {
      ...sealer,
      seal: (text) => {
        dataKey = text
        return sealer.seal(text)
      },
    },
    fresh: true,
    machine: 'this machine',
    firstSecrets: () => ({ first: 'the first secret' }),
  })
  setSecret('second', 'the second secret')
  expect(Buffer.from(dataKey, 'base64')).toHaveLength(32)
  const text = readFileSync(file, 'utf8')
  for (const secret of [dataKey, terminal, 'this machine', 'the first secret', 'the second secret']) {
    for (const form of [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('hex'),
    ]) {
      expect(text).not.toContain(form)
    }
  }
  expect(text).not.toContain(Buffer.from(dataKey, 'base64').toString('hex'))
})

test('processes that make the key file at once end with one key, one terminal and one set of secrets', async () => {
  for (let round = 0; round < 3; round += 1) {
    const file = newFile()
    const makers = Array.from({ length: 4 }, () => otherProcess('vault/opens-keys.ts', [file]))
    for (const maker of makers) expect(await maker.line()).toBe('ready')
    for (const maker of makers) maker.tell('go')
    const seen = await Promise.all(makers.map(({ line }) => line()))
    expect(seen[0]).toMatch(/^[0-9a-f]{32} [0-9a-f]{64} \d+$/)
    expect(new Set(seen).size).toBe(1)
  }
}, 30_000)

test('a key file that another account sealed is reported and left as it was, byte for byte', () => {
  const file = newFile()
  open(file)
  const bytes = readFileSync(file)
  expect(() => open(file, { account: 'another account', fresh: false })).toThrow(
    expect.objectContaining({
      code: 'keys_unreadable',
      details: [file, expect.stringContaining('--import-recovery')],
    }),
  )
  expect(readFileSync(file)).toEqual(bytes)
})

test.each([
  ['an empty one', () => ''],
  ['garbage', () => '\0\x01garbage'],
  ['half of one', (text: string) => text.slice(0, text.length / 2)],
  ['one of another version', (text: string) => text.replace('"version":1', '"version":2')],
  ['one without its terminal', (text: string) => text.replace('"terminal"', '"x"')],
  [
    'one with another data key',
    (text: string, other: string) =>
      JSON.stringify({ ...JSON.parse(text), dataKey: JSON.parse(other).dataKey }),
  ],
  [
    'one with another terminal',
    (text: string, other: string) =>
      JSON.stringify({ ...JSON.parse(text), terminal: JSON.parse(other).terminal }),
  ],
])('a damaged key file (%s) is reported and left as it was, also beside no database', (_what, damage) => {
  const [file, other] = [newFile(), newFile()]
  open(file)
  open(other)
  writeFileSync(file, damage(readFileSync(file, 'utf8'), readFileSync(other, 'utf8')))
  const bytes = readFileSync(file)
  for (const fresh of [true, false]) {
    expect(() => open(file, { fresh })).toThrow(expect.objectContaining({ code: 'keys_unreadable' }))
  }
  expect(readFileSync(file)).toEqual(bytes)
})

test('a key file that is missing beside a database is reported, and none is made', async () => {
  const { home, close } = await createTestStation()
  await close()
  const [keys, database] = [join(home, 'keys.json'), join(home, 'station.db')]
  rmSync(keys)
  const bytes = readFileSync(database)
  await expect(reopen(home, 'this machine')).rejects.toMatchObject({
    code: 'keys_missing',
    details: [keys, expect.stringContaining('--import-recovery')],
  })
  expect(existsSync(keys)).toBe(false)
  expect(readFileSync(database)).toEqual(bytes)
})

test('another keyring is reported by the whole start-up, and neither keys nor database are touched', async () => {
  const { home, close } = await createTestStation()
  await close()
  const files = [join(home, 'keys.json'), join(home, 'station.db')]
  const bytes = files.map((file) => readFileSync(file))
  await expect(reopen(home, 'this machine', 'another account')).rejects.toMatchObject({
    code: 'keys_unreadable',
  })
  expect(files.map((file) => readFileSync(file))).toEqual(bytes)
})

test('on a cloned disk the terminal is made anew, once, and the ledger says so', async () => {
  const { home, close, keys } = await createTestStation()
  await close()
  const clone = await reopen(home, 'another machine')
  expect(clone.keys.terminal).not.toBe(keys.terminal)
  clone.store.close()
  const again = await reopen(home, 'another machine')
  expect(again.keys.terminal).toBe(clone.keys.terminal)
  again.store.close()
  expect(ledgerOf(home).filter(({ event }) => event === 'terminal_renewed')).toEqual([
    { event: 'terminal_renewed', subject: clone.keys.terminal },
  ])
})

test('a cloned disk keeps the key and the secrets', () => {
  const file = newFile()
  const first = open(file)
  const clone = open(file, { machine: 'another machine' })
  expect(clone.terminal).not.toBe(first.terminal)
  expect(clone.secret('first')).toBe('the first secret')
  expect(clone.vault.mac('otp', 'x')).toEqual(first.vault.mac('otp', 'x'))
})

test('a renewed terminal reaches the ledger also when the first start after it could not use the database', async () => {
  const { home, close } = await createTestStation()
  await close()
  const database = join(home, 'station.db')
  const bytes = readFileSync(database)
  writeFileSync(database, 'damaged')
  await expect(reopen(home, 'another machine')).rejects.toMatchObject({ code: 'database_corrupt' })
  writeFileSync(database, bytes)
  const repaired = await reopen(home, 'another machine')
  repaired.store.close()
  expect(ledgerOf(home).map(({ event }) => event)).toContain('terminal_renewed')
})

test('a start at which the operating system does not tell the machine leaves the terminal as it was', () => {
  const file = newFile()
  const { terminal } = open(file)
  const bytes = readFileSync(file)
  expect(open(file, { machine: '' }).terminal).toBe(terminal)
  expect(readFileSync(file)).toEqual(bytes)
  expect(open(file).terminal).toBe(terminal)
})

test('a key that was sealed with less protection than there is now is sealed again, and stays the same key', () => {
  const file = join(temporaryFolder(), 'keys.json')
  const options = { file, fresh: true, machine: 'this machine', firstSecrets: () => ({}) }
  const before = openKeys({ ...options, sealer: testSealer('anybody') })
  const strong = testSealer('this account')
  const sealer = {
    ...strong,
    open: (sealed: string) => (sealer.weak(sealed) ? testSealer('anybody') : strong).open(sealed),
    weak: (sealed: string) => Buffer.from(sealed, 'base64').toString().startsWith('anybody'),
  }
  const again = openKeys({ ...options, sealer })
  expect(again.vault.mac('otp', 'x')).toEqual(before.vault.mac('otp', 'x'))
  expect(openKeys({ ...options, sealer: strong }).terminal).toBe(before.terminal)
})
