import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './program.ts'
import { task } from './task.ts'

const header = 'login_id,name,rank,station,mobile,role\n'

const folders: string[] = []
test.afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder that the program may write, whoever runs it. */
const openFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-file-'))
  chmodSync(folder, 0o777)
  folders.push(folder)
  return folder
}

const fileWith = (contents: string) => {
  const file = join(openFolder(), 'file')
  writeFileSync(file, contents)
  return file
}

test('a roster is imported beside an open window, and its officers sign in at once', async ({ start }) => {
  const program = await start()
  const roster = fileWith(`${header}new_1,New,Constable,Harbour,9000000001,officer\n`)
  const { printed, code } = await task(program.home, ['--import-roster', roster])
  expect(printed).toContain('1 added, 0 changed, 0 unchanged')
  expect(code).toBe(0)
  await program.signIn('new_1', '9000000001')
})

test('a roster with mistakes is refused with every line, and nothing is imported', async ({ start }) => {
  const program = await start()
  const roster = fileWith(
    `${header}new_1,New,Constable,Harbour,9000000001,officer\nbad id!,New,Constable,Harbour,12,chief\n`,
  )
  const { printed, code } = await task(program.home, ['--import-roster', roster])
  expect(code).toBe(1)
  for (const field of ['login_id', 'mobile', 'role']) expect(printed).toContain(`line 3: ${field}`)
  const again = await task(program.home, [
    '--import-roster',
    fileWith(`${header}new_1,N,R,S,9000000001,officer\n`),
  ])
  expect(again.printed).toContain('1 added')
})

test('a lock is lifted beside an open window', async ({ start }) => {
  const program = await start()
  const { page, fill, press, nextCode } = program
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  const code = await nextCode()
  for (let n = 1; n <= 3; n += 1) {
    await fill('One-time password', String((Number(code) + n) % 1_000_000).padStart(6, '0'))
    await expect(page.getByRole('alert')).toContainText(n < 3 ? `${3 - n}` : '5 min')
  }
  await press('Change details')
  await press('Send OTP')
  await expect(page.getByRole('alert')).toBeVisible()
  expect((await task(program.home, ['--unlock', 'officer_001'])).code).toBe(0)
  await press('Send OTP')
  await fill('One-time password', await nextCode())
  await program.see('Signed in')
})

test('the public keys of a terminal are exported to a file that the program may write', async ({ start }) => {
  const program = await start()
  const file = join(openFolder(), 'jwks.json')
  expect((await task(program.home, ['--export-jwks', file])).code).toBe(0)
  expect((await task(program.home, ['--export-jwks', file, '--merge'])).code).toBe(0)
  const { keys } = JSON.parse(readFileSync(file, 'utf8'))
  expect(keys).toHaveLength(1)
  expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
  expect(keys[0].d).toBeUndefined()
})

test('a task writes what it has to say to a file where there is no console', async ({ start }) => {
  const program = await start()
  const folder = openFolder()
  const { printed } = await task(program.home, ['--unlock', 'officer_001', '--out', join(folder, 'out.txt')])
  expect(printed).toBe('')
  expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('officer_001 was not locked.\n')
})

test('a task whose words would be lost does nothing', async ({ start }) => {
  const program = await start()
  const { code } = await task(program.home, [
    '--unlock',
    'officer_001',
    '--out',
    join(program.home, 'none', 'out.txt'),
  ])
  expect(code).toBe(73)
})

test('a secret is sealed from standard input, and tokens are then signed with it', async ({ start }) => {
  const program = await start({ settings: { token: { algorithm: 'HS256' } } })
  await program.signIn()
  const secret = 'a secret of more than thirty-two bytes'
  expect(await task(program.home, ['--set-secret', 'token-hs256'], { input: secret })).toMatchObject({
    code: 0,
  })
  expect(await task(program.home, ['--set-secret', 'token-hs256'], { input: 'short' })).toMatchObject({
    code: 1,
  })
  expect(readFileSync(join(program.home, 'keys.json'), 'utf8')).not.toContain(secret)
})

test('a secret is sealed from a file, where there is no standard input', async ({ start }) => {
  const program = await start()
  const file = join(openFolder(), 'secret')
  writeFileSync(file, 'a secret of more than thirty-two bytes\n', { mode: 0o644 })
  const sealed = ['--set-secret', 'token-hs256', '--in', file]
  expect(await task(program.home, sealed)).toMatchObject({
    code: 0,
    printed: expect.stringContaining('token-hs256 is sealed'),
  })
  const missing = await task(program.home, ['--set-secret', 'token-hs256', '--in', `${file}.none`])
  expect(missing).toEqual({ code: 66, printed: `--in: ${file}.none cannot be read. Nothing was done.\n` })
})
