import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import Database from 'better-sqlite3'
import { type Program, test } from './program.ts'

const report = async ({ page, home, see }: Program, sentence: string, fact: string) => {
  await see('The program cannot start')
  await expect(page.getByRole('alert')).toContainText(sentence)
  await expect(page.getByText(fact).first()).toBeVisible()
  expect(readFileSync(join(home, 'log', 'main.log'), 'utf8')).toContain('the program cannot start')
}

const usedHome = async (start: (options: { home: string }) => Promise<Program>) => {
  const home = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
  const program = await start({ home })
  await program.see('Sign in')
  await program.end()
  return { home, database: join(home, 'station.db'), keys: join(home, 'keys.json') }
}

test('a configuration with five mistakes is reported with all five, in both languages', async ({ start }) => {
  const program = await start({
    settings: {
      otp: { lifeSeconds: 5, tries: 9 },
      session: { idleMinutes: 'long' },
      sms: { language: 'hi' },
      store: { kind: 'paper' },
    },
  })
  await report(program, 'configuration has mistakes', 'otp.lifeSeconds')
  for (const path of ['"tries"', 'session.idleMinutes', 'sms.language', 'store.kind']) {
    await expect(program.page.getByText(path)).toBeVisible()
  }
  await program.press('தமிழ்')
  await expect(program.page.getByRole('alert')).toContainText('பிழைகள்')
  expect(existsSync(join(program.home, 'station.db'))).toBe(false)
})

test('an empty database is reported and stays as it is', async ({ start }) => {
  const { home, database } = await usedHome(start)
  for (const suffix of ['-wal', '-shm']) rmSync(database + suffix, { force: true })
  truncateSync(database)
  await report(await start({ home }), 'database file is empty', 'station.db')
  expect(readFileSync(database)).toHaveLength(0)
})

test('a missing database beside a key file is reported, and none is made', async ({ start }) => {
  const { home, database } = await usedHome(start)
  for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true })
  await report(await start({ home }), 'database file is missing', 'station.db')
  expect(existsSync(database)).toBe(false)
})

test('a damaged database is reported and stays as it is', async ({ start }) => {
  const { home, database } = await usedHome(start)
  for (const suffix of ['-wal', '-shm']) rmSync(database + suffix, { force: true })
  const bytes = readFileSync(database).fill(0xaa, 100, 40_000)
  writeFileSync(database, bytes)
  await report(await start({ home }), 'damaged', 'station.db')
  expect(readFileSync(database).equals(bytes)).toBe(true)
})

test('a database of a newer version is reported', async ({ start }) => {
  const { home, database } = await usedHome(start)
  const db = new Database(database)
  db.pragma('user_version = 99')
  db.close()
  await report(await start({ home }), 'newer version', 'its version is 99')
})

test('keys that cannot be opened are reported, and nothing is replaced', async ({ start }) => {
  const { home, keys } = await usedHome(start)
  const { dataKey, ...rest } = JSON.parse(readFileSync(keys, 'utf8'))
  const altered = JSON.stringify({ ...rest, dataKey: dataKey.replace(/.{8}$/, 'AAAAAAA=') })
  writeFileSync(keys, altered)
  await report(await start({ home }), 'keys of this terminal cannot be opened', 'keys.json')
  expect(readFileSync(keys, 'utf8')).toBe(altered)
})

test('a missing key file beside a database is reported, and none is made', async ({ start }) => {
  const { home, keys } = await usedHome(start)
  rmSync(keys)
  await report(await start({ home }), 'key file of this terminal is missing', 'keys.json')
  expect(existsSync(keys)).toBe(false)
})

test('closing the report ends the program with exit code 78', async ({ start }) => {
  const program = await start({ settings: { otp: 5 } })
  await program.see('The program cannot start')
  const code = new Promise((done) => program.application.process().once('exit', done))
  // The window may be gone before it could say that it was clicked.
  await program.press('Close').catch(() => undefined)
  expect(await code).toBe(78)
})

// Where the tests are not root they cannot make a small disk.
const isRoot = process.getuid?.() === 0

test('a data folder that cannot be written is reported', async ({ start }) => {
  test.skip(!isRoot || process.platform !== 'linux', 'needs root on Linux')
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', folder]).status === 0
  test.skip(!mounted, 'this machine does not let a disk be mounted')
  try {
    const program = await start({ dataFolder: join(folder, 'data') })
    await program.see('The program cannot start')
    await expect(program.page.getByRole('alert')).toContainText('cannot be written')
    await program.end()
  } finally {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a full disk is told in plain words, and signing in works again once there is room', async ({
  start,
}) => {
  test.skip(!isRoot || process.platform !== 'linux', 'needs root on Linux')
  const home = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', home]).status === 0
  test.skip(!mounted, 'this machine does not let a small disk be mounted')
  try {
    const program = await start({ home })
    await program.see('Sign in')
    writeFileSync(join(home, 'ballast'), '')
    try {
      for (;;) writeFileSync(join(home, 'ballast'), Buffer.alloc(4096), { flag: 'a' })
    } catch {}
    await program.fill('Login ID', 'officer_001')
    await program.fill('Mobile number', '9876543210')
    await program.press('Send OTP')
    await expect(program.page.getByRole('alert')).toContainText('records cannot be reached')
    rmSync(join(home, 'ballast'))
    await program.signIn()
    await program.end()
  } finally {
    execFileSync('umount', ['-l', home])
  }
})
