import { expect } from '@playwright/test'
import { type Program, test } from './program.ts'
import { withoutFaultInBothLanguages } from './without-fault.ts'

const part = async ({ page, press, see }: Program, name: string, heading = name) => {
  await press(name)
  await see(heading)
  await expect(page.getByRole('button', { name, exact: true })).toHaveAttribute('aria-current', 'page')
}

const asAdministrator = async (start: (options?: object) => Promise<Program>) => {
  const program = await start()
  await program.signIn('admin_001', '9876543211')
  return program
}

test('an administrator enrols an officer, finds, edits, suspends and resumes him, each with a word of what was done', async ({
  start,
}) => {
  const program = await asAdministrator(start)
  const { page, fill, press, see } = program
  await part(program, 'Officers')
  await press('Enrol an officer')
  await see('Enrol an officer')
  await fill('Login ID', 'officer_077')
  await fill('Name', 'Seventy Seven')
  await fill('Rank', 'Constable')
  await fill('Station', 'Harbour')
  await fill('Mobile number', '98765 43277')
  await press('Enrol')
  await see('Seventy Seven')
  await expect(page.getByText('******3277')).toBeVisible()
  await press('Suspend')
  await expect(page.getByText('Suspended. A session of this officer has ended.')).toBeVisible()
  await press('Resume')
  await expect(page.getByText('Resumed. This officer can sign in again.')).toBeVisible()
  await press('Unlock')
  await expect(page.getByText('This officer was not locked.')).toBeVisible()
  await press('Edit')
  await fill('Rank', 'Inspector')
  await press('Save')
  await expect(page.getByText('Saved.')).toBeVisible()
  await press('All officers')
  await fill('Search', 'seventy')
  await expect(page.getByRole('row', { name: /officer_077/ })).toContainText('Inspector')
  await expect(page.getByRole('row', { name: /officer_001/ })).toBeHidden()
})

test('an officer signs in with a rescue code, and no SMS is sent', async ({ start }) => {
  const program = await asAdministrator(start)
  const { page, fill, press, see } = program
  await part(program, 'Officers')
  await fill('Search', 'officer_001')
  await page
    .getByRole('row', { name: /officer_001/ })
    .getByRole('button')
    .click()
  await press('Rescue code')
  await press('Make the code')
  await expect(page.getByText('It works once.', { exact: false })).toBeVisible()
  const digits = ((await page.getByRole('main').textContent()) ?? '').replaceAll(/(\d)\s(?=\d)/g, '$1')
  const code = digits.match(/(?<!\d)\d{6}(?!\d)/)?.[0] ?? ''
  const messages = () => (program.printed().match(/^MESSAGE: /gm) ?? []).length
  const before = messages()
  await press('Done')
  await part(program, 'Session', 'Signed in')
  await press('Log out')
  await see('Sign in')
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  await fill('One-time password', code)
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible()
  expect(messages()).toBe(before)
})

test('the ledger is shown newest first, filtered and checked, and sessions are listed', async ({ start }) => {
  const program = await asAdministrator(start)
  const { page, press } = program
  await part(program, 'Sessions now')
  await expect(page.getByRole('row', { name: /admin_001/ })).toContainText('This computer')
  await part(program, 'Ledger')
  await expect(page.getByRole('table')).toBeVisible()
  await press('Check the ledger')
  await expect(page.getByText(/The ledger is whole/)).toBeVisible({ timeout: 20_000 })
})

test("every part of an administrator's session is accessible, in both languages, at 200 % too", async ({
  start,
}) => {
  test.setTimeout(180_000)
  const program = await asAdministrator(start)
  const { page, press, see } = program
  await part(program, 'Officers')
  await expect(page.getByRole('table')).toBeVisible()
  await withoutFaultInBothLanguages(program, 'officers')
  await press('Enrol an officer')
  await see('Enrol an officer')
  await withoutFaultInBothLanguages(program, 'enrol')
  await part(program, 'Officers')
  await page
    .getByRole('row', { name: /officer_001/ })
    .getByRole('button')
    .click()
  await expect(page.getByRole('button', { name: 'Suspend' })).toBeVisible()
  await withoutFaultInBothLanguages(program, 'officer')
  await part(program, 'Sessions now')
  await expect(page.getByRole('table')).toBeVisible()
  await withoutFaultInBothLanguages(program, 'sessions')
  await part(program, 'Ledger')
  await expect(page.getByRole('table')).toBeVisible()
  await withoutFaultInBothLanguages(program, 'ledger')
})
