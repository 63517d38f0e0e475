import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import Database from 'better-sqlite3'
import { launch } from '../../scripts/launch.mjs'
import { type Program, test } from './program.ts'
import { withoutFault, withoutFaultInBothLanguages } from './without-fault.ts'

const header = 'login_id,name,rank,station,mobile,role\n'

const folders: string[] = []
test.afterEach(() => {
  delete process.env.TOR_UNVEIL_DEMO_ROSTER
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder that the program may write, whoever runs it. */
const openFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-file-'))
  chmodSync(folder, 0o777)
  folders.push(folder)
  return folder
}

const task = async (home: string, args: string[]) => {
  const { executablePath, args: first, env } = launch(home)
  const { DISPLAY: _, ...headless } = env
  const child = spawn(executablePath, ['--ozone-platform=headless', ...first, ...args], { env: headless })
  return text(child.stdout)
}

/** The system's dialogs cannot be driven from here: they answer with this file. */
const chooses = ({ application }: Program, file: string) =>
  application.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
  }, file)

const asAdministrator = async (program: Program) => {
  await program.signIn('admin_001', '9876543211')
  return program
}

const openOfficer = async ({ page, press, fill }: Program, loginId: string) => {
  await press('Officers')
  await fill('Search', loginId)
  await page.getByRole('button', { name: loginId, exact: true }).click()
  await expect(page.getByRole('button', { name: 'All officers' })).toBeVisible()
}

test('a mobile number is changed after a code of the administrator himself, and the new one signs in', async ({
  start,
}) => {
  const program = await asAdministrator(await start())
  const { page, fill, press, see, nextCode } = program
  await openOfficer(program, 'officer_001')
  await press('Change mobile number')
  await press('Send me a code')
  await expect(page.getByRole('alert')).toContainText('Check the mobile number')
  await fill('New mobile number', '98765 00001')
  await press('Send me a code')
  const code = await nextCode()
  await expect(page.getByText('******3211')).toBeVisible()
  await withoutFaultInBothLanguages(program, 'change of number')
  await fill('One-time password', code === '111111' ? '222222' : '111111')
  await press('Change number')
  await expect(page.getByRole('alert')).toContainText('2 tries left')
  await fill('One-time password', code)
  await press('Change number')
  await expect(page.getByText('The mobile number is changed.')).toBeVisible()
  await expect(page.getByText('******0001')).toBeVisible()
  await press('Session')
  await press('Log out')
  await see('Sign in')
  await program.signIn('officer_001', '9876500001')
})

test('a roster file is previewed, imported and exported without numbers; one with mistakes is refused by line', async ({
  start,
}) => {
  test.setTimeout(120_000)
  const program = await asAdministrator(await start())
  const { page, press, see } = program
  const folder = openFolder()
  const good = join(folder, 'good.csv')
  const bad = join(folder, 'bad.csv')
  writeFileSync(good, `${header}new_1,New,Constable,Harbour,9000000001,officer\n`)
  writeFileSync(bad, `${header}new_1,New,Constable,Harbour,12,chief\n`)
  await press('Officers')
  await press('Import or export')
  await see('Roster files')
  await withoutFaultInBothLanguages(program, 'roster files')
  await chooses(program, bad)
  await press('Choose a file')
  await see('The file has 2 mistakes')
  await expect(page.getByRole('table', { name: 'Mistakes' })).toContainText('mobile')
  await withoutFaultInBothLanguages(program, 'refused file')
  await chooses(program, good)
  await press('Choose another file')
  await see('What good.csv would do')
  await expect(page.getByText('new_1')).toBeVisible()
  await withoutFaultInBothLanguages(program, 'preview')
  await press('Import')
  await expect(page.getByText('Imported: 1 added, 0 changed, 0 unchanged.')).toBeVisible()
  await chooses(program, join(folder, 'saved.csv'))
  await press('Save the roster')
  await expect(page.getByText('Saved as saved.csv.')).toBeVisible()
  await withoutFaultInBothLanguages(program, 'imported and saved')
  const saved = readFileSync(join(folder, 'saved.csv'), 'utf8')
  expect(saved).toContain('new_1')
  expect(saved).not.toMatch(/\d{10}/)
  await press('All officers')
  await program.fill('Search', 'new_1')
  await expect(page.getByRole('row', { name: /new_1/ })).toBeVisible()
})

test('on an empty roster the first administrator enrols himself with the set-up code, once', async ({
  start,
}) => {
  process.env.TOR_UNVEIL_DEMO_ROSTER = 'none'
  const program = await start()
  const { page, fill, press, see } = program
  await see('First administrator')
  await withoutFaultInBothLanguages(program, 'first run')
  const printed = await task(program.home, ['--setup-code'])
  const code = printed.match(/\d{4} \d{4}/)?.[0] ?? ''
  const wrong = code.startsWith('1') ? '22222222' : '11111111'
  await fill('Set-up code', wrong)
  await fill('Login ID', 'chief_1')
  await fill('Name', 'First Chief')
  await fill('Rank', 'Inspector')
  await fill('Station', 'Harbour')
  await fill('Mobile number', '9876543299')
  await press('Enrol')
  await expect(page.getByRole('alert')).toContainText('not the set-up code')
  await withoutFaultInBothLanguages(program, 'first run with a mistake')
  await fill('Set-up code', code)
  await press('Enrol')
  await see('Sign in')
  await expect(page.getByText('You are enrolled as the first administrator.', { exact: false })).toBeVisible()
  await program.signIn('chief_1', '9876543299')
  await expect(page.getByRole('button', { name: 'Officers', exact: true })).toBeVisible()
  expect(await task(program.home, ['--setup-code'])).toContain('There are officers on the roster already')
})

test('the first-run screen keeps what is typed while nobody is on the roster, and gives way to a roster that a task imports', async ({
  start,
}) => {
  process.env.TOR_UNVEIL_DEMO_ROSTER = 'none'
  const program = await start()
  const { page, application, fill, press, see } = program
  await see('First administrator')
  await fill('Login ID', 'chief_1')
  await fill('Station', 'Harbour')
  await application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.send('notice', { kind: 'about_changed' }),
  )
  // Answered behind the page's own.
  await page.evaluate(() => window.station.about())
  await expect(page.getByRole('textbox', { name: 'Station' })).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'Login ID' })).toHaveValue('chief_1')
  const file = join(program.home, 'roster.csv')
  writeFileSync(file, `${header}chief_2,A,B,C,9876543298,administrator\n`)
  expect(await task(program.home, ['--import-roster', file])).toContain('1 added')
  await see('Sign in')
  await expect(page.getByRole('textbox', { name: 'Login ID' })).toBeFocused()
  await expect(page.getByText('Somebody is on the roster now.', { exact: false })).toBeVisible()
  await withoutFaultInBothLanguages(program, 'first run over')
  await press('English')
  await program.signIn('chief_2', '9876543298')
})

test('what was unusual is shown to the next administrator until it is seen', async ({ start }) => {
  const program = await start()
  const { page, fill, press, see, nextCode } = program
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  const code = await nextCode()
  for (let n = 1; n <= 3; n += 1) {
    await fill('One-time password', String((Number(code) + n) % 1_000_000).padStart(6, '0'))
    await expect(page.getByRole('alert')).toContainText(n < 3 ? `${3 - n}` : '5 min')
  }
  await press('Change details')
  await asAdministrator(program)
  await expect(page.getByText(/Signing in was locked for officer_001/)).toBeVisible()
  await withoutFaultInBothLanguages(program, 'flags')
  await press('Seen')
  await expect(page.getByText(/Signing in was locked for officer_001/)).toBeHidden()
  await page.reload()
  await see('Signed in')
  await expect(page.getByRole('table')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Seen' })).toBeHidden()
})

test('a session is ended only after a question, and its officer reads who did it', async ({ start }) => {
  const program = await asAdministrator(await start())
  const { page, press, see } = program
  await press('Sessions now')
  const row = page.getByRole('row', { name: /admin_001/ })
  await row.getByRole('button', { name: 'End session' }).click()
  const question = page.getByRole('dialog')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await withoutFault(program, 'question before a session is ended')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(row).toBeVisible()
  await press('தமிழ்')
  await row.getByRole('button').click()
  await withoutFault(program, 'question before a session is ended, in Tamil')
  await page.keyboard.press('Escape')
  await press('English')
  await row.getByRole('button', { name: 'End session' }).click()
  await question.getByRole('button', { name: 'End session' }).click()
  await see('Sign in')
  await expect(page.getByText('An administrator ended your session.')).toBeVisible()
})

test('the ledger is filtered by officer, event and day, and exported with a signature', async ({ start }) => {
  const program = await asAdministrator(await start())
  const { page, press, fill } = program
  await openOfficer(program, 'officer_001')
  await press('Suspend')
  await expect(page.getByText('Suspended. A session of this officer has ended.')).toBeVisible()
  await press('Ledger')
  const rows = page.getByRole('rowheader')
  await fill('Login ID', 'officer_001')
  await expect(rows).toHaveCount(1)
  await page.getByRole('combobox', { name: 'Event' }).selectOption('Unlocked')
  await expect(page.getByText('No entry fits.', { exact: false })).toBeVisible()
  await withoutFaultInBothLanguages(program, 'ledger without entries')
  await page.getByRole('combobox', { name: 'Event' }).selectOption('Officer changed')
  await expect(page.getByRole('row', { name: /officer_001/ })).toContainText('admin_001')
  await page.getByLabel('Day').fill('2020-01-01')
  await expect(rows).toHaveCount(0)
  await page.getByLabel('Day').fill('')
  await expect(rows).toHaveCount(1)
  const file = join(openFolder(), 'ledger.csv')
  await chooses(program, file)
  await press('Save as CSV')
  await expect(page.getByText('Saved as ledger.csv.', { exact: false })).toBeVisible({ timeout: 20_000 })
  expect(readFileSync(file, 'utf8')).toContain('officer_001')
  expect(readFileSync(`${file}.sig`).length).toBeGreaterThan(0)
  await withoutFaultInBothLanguages(program, 'saved ledger')
})

test('a row that somebody changed in the database signs nobody in, is shown as such, and an import puts it right', async ({
  start,
}) => {
  test.setTimeout(120_000)
  const program = await start()
  const { page, press, fill, see } = program
  await see('Sign in')
  const db = new Database(join(program.home, 'station.db'))
  db.exec(`UPDATE officer SET role = 'administrator' WHERE login_id = 'officer_001'`)
  db.close()
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  await expect(page.getByLabel('One-time password')).toBeVisible()
  await press('Change details')
  await asAdministrator(program)
  await expect(page.getByText(/The roster row of officer_001 was changed by hand/)).toBeVisible()
  await withoutFaultInBothLanguages(program, 'flag of a changed row')
  await openOfficer(program, 'officer_001')
  await expect(page.getByRole('heading', { name: 'This row was changed by hand' })).toBeVisible()
  for (const name of ['Edit', 'Suspend', 'New mobile number', 'Rescue code']) {
    await expect(page.getByRole('button', { name })).toBeHidden()
  }
  await withoutFaultInBothLanguages(program, 'changed row')
  const file = join(openFolder(), 'officers.csv')
  writeFileSync(file, `${header}officer_001,Demo Officer,Sub-Inspector,Harbour,9876543210,officer\n`)
  await task(program.home, ['--import-roster', file])
  await press('All officers')
  await openOfficer(program, 'officer_001')
  await expect(page.getByRole('heading', { name: 'This row was changed by hand' })).toBeHidden()
  await press('Resume')
  await expect(page.getByRole('button', { name: 'Suspend', exact: true })).toBeVisible()
  // The code that he asked for in vain has a wait behind it.
  await press('Unlock')
  await expect(page.getByText('Unlocked', { exact: false })).toBeVisible()
  await press('Session')
  await press('Log out')
  await see('Sign in')
  await program.signIn()
  await expect(page.getByRole('button', { name: 'Officers', exact: true })).toBeHidden()
})

test('a database put back is explained to an administrator, who accepts it after a question', async ({
  start,
}) => {
  test.setTimeout(120_000)
  const program = await start()
  await program.see('Sign in')
  await program.end()
  const database = join(program.home, 'station.db')
  const older = join(openFolder(), 'station.db')
  copyFileSync(database, older)
  await program.restart()
  await program.signIn()
  await program.end()
  for (const rest of ['-wal', '-shm']) rmSync(`${database}${rest}`, { force: true })
  copyFileSync(older, database)
  await program.restart()
  await expect(program.page.getByText(/The records on this computer are older/)).toBeVisible()
  await asAdministrator(program)
  const { page, press, see } = program
  await see('The records are older than they should be')
  await withoutFaultInBothLanguages(program, 'older records')
  await press('Accept these records')
  const question = page.getByRole('dialog')
  await expect(question).toContainText('This cannot be undone')
  await question.getByRole('button', { name: 'Accept these records' }).click()
  await expect(page.getByText(/The records on this computer are older/)).toBeHidden()
  await expect(page.getByRole('button', { name: 'Accept these records' })).toBeHidden()
  await press('Log out')
  await see('Sign in')
  await program.signIn()
})
