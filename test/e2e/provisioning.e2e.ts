import { generateKeyPairSync, sign } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { packKit } from '../../main/kit/kit-file.ts'
import { accountToUse } from '../../scripts/launch.mjs'
import { test } from './program.ts'
import { task } from './task.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const kit = { publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }
const roster = `login_id,name,rank,station,mobile,role
new_1,New Officer,Constable,Harbour,9000000001,officer
`
const packed = (serial: number, configuration: object) =>
  packKit({
    serial,
    configuration: JSON.stringify(configuration),
    roster,
    sign: (bytes) => sign(null, bytes, privateKey),
  })

const newHome = () => mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
const account = accountToUse() === 'nobody' ? 'nobody' : userInfo().username

const lay = (home: string, name: string, contents: string) => {
  mkdirSync(join(home, 'inbox'), { recursive: true })
  writeFileSync(join(home, 'inbox', name), contents)
  chmodSync(join(home, 'inbox', name), 0o600)
}

test('another account gets a report that names the right one, in both languages, and touches no key', async ({
  start,
}) => {
  const { page, home, see, press } = await start({ settings: { account: 'station-one' } })
  await see('The program cannot start')
  await expect(page.getByRole('alert')).toContainText('does not run under the account')
  await expect(page.getByText(`this account is ${account}`)).toBeVisible()
  await expect(page.getByText('this terminal\'s account is station-one (setting "account")')).toBeVisible()
  await press('தமிழ்')
  await expect(page.getByRole('alert')).toContainText('இந்த நிரல் இயங்காது')
  expect(existsSync(join(home, 'keys.json'))).toBe(false)
  expect(existsSync(join(home, 'station.db'))).toBe(false)
})

test('what lies in the inbox is applied when the window of the right account opens', async ({ start }) => {
  const home = newHome()
  lay(home, 'kit.json', packed(1, { installation: 'Harbour District' }))
  lay(home, 'secrets.json', '{ "sms.twilio.authToken": "a-secret-of-a-gateway" }')
  const program = await start({ home, settings: { account, kit } })
  await expect(program.page.getByText('Harbour District')).toBeVisible()
  await program.signIn('new_1', '9000000001')
  expect(readdirSync(join(home, 'inbox'))).toEqual([])
  expect(readFileSync(join(home, 'keys.json'), 'utf8')).not.toContain('a-secret-of-a-gateway')
  const { printed } = await task(home, ['--selftest'], { configuration: join(home, 'config.json') })
  expect(printed).toContain('sms.twilio.authToken is sealed on this terminal')
  await program.end()

  const older = join(home, 'older.json')
  writeFileSync(older, readFileSync(join(home, 'kit.json')))
  lay(home, 'kit.json', packed(2, { installation: 'Hill District' }))
  await program.restart()
  await expect(program.page.getByText('Hill District')).toBeVisible()
  await program.end()
  writeFileSync(join(home, 'kit.json'), readFileSync(older))
  await program.restart()
  await program.see('The program cannot start')
  await expect(program.page.getByText('it is kit 1; the ledger tells of kit 2')).toBeVisible()
  const mended = join(home, 'mend.json')
  writeFileSync(mended, packed(2, { installation: 'Hill District' }))
  const applied = await task(home, ['--apply-kit', mended], { configuration: join(home, 'config.json') })
  expect(applied).toMatchObject({ code: 0, printed: expect.stringContaining('installed already') })
  await program.restart()
  await expect(program.page.getByText('Hill District')).toBeVisible()
})

test('a computer that is no terminal checks a configuration file, and makes no data folder of it', async () => {
  const home = newHome()
  const file = join(home, 'wrong.json')
  writeFileSync(file, '{ "otp": { "lifeSeconds": 1 } }')
  const { printed, code } = await task(home, ['--check-config', file])
  expect(code).toBe(1)
  expect(printed).toContain('mistake: otp.lifeSeconds')
  expect(existsSync(join(home, 'keys.json'))).toBe(false)
  expect(existsSync(join(home, 'station.db'))).toBe(false)
})

test('keys that cannot be opened come back from the recovery file, and officers sign in again', async ({
  start,
}) => {
  const home = newHome()
  const program = await start({ home })
  const recovery = join(home, 'recovery.json')
  const input = 'correct horse battery\n'
  expect(await task(home, ['--export-recovery', recovery], { input })).toMatchObject({ code: 0 })
  await program.end()
  const keys = join(home, 'keys.json')
  const { dataKey, ...rest } = JSON.parse(readFileSync(keys, 'utf8'))
  writeFileSync(keys, JSON.stringify({ ...rest, dataKey: dataKey.replace(/.{8}$/, 'AAAAAAA=') }))
  await program.restart()
  await program.see('The program cannot start')
  await expect(program.page.getByText('--import-recovery FILE')).toBeVisible()
  await program.end()
  expect(await task(home, ['--import-recovery', recovery], { input })).toMatchObject({ code: 0 })
  await program.restart()
  await program.signIn()
})
