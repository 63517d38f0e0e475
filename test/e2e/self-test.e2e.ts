import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import { launch } from '../../scripts/launch.mjs'
import { test } from './program.ts'
import { withoutFault } from './without-fault.ts'

test('an administrator runs the self-test and reads it in groups, in both languages, while the window goes on', async ({
  start,
}) => {
  test.setTimeout(120_000)
  const program = await start()
  const { page, press, see } = program
  await program.signIn('admin_001', '9876543211')
  await press('Self-test')
  await see('Self-test')
  await press('Run the self-test')
  const status = page.getByRole('status')
  await expect(status).toContainText(/\d+ red, \d+ amber, \d+ green/, { timeout: 30_000 })
  await expect(page.getByRole('table', { name: /^Amber: somebody should look at this/ })).toContainText(
    'The program runs from its sources',
  )
  const green = page.getByRole('table', { name: /^Green: as it should be/ })
  await expect(green).toContainText('Rehearsal: the code is sent')
  await expect(green).toContainText('Logging out ended the session.')
  await withoutFault(program, 'self-test English')
  await press('தமிழ்')
  await expect(page.getByRole('table', { name: /^பச்சை/ })).toContainText('ஒத்திகை: குறியீடு அனுப்பப்படுகிறது')
  await withoutFault(program, 'self-test Tamil')
  await press('English')
  await press('Session')
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible()
})

test('a self-test from the command line ends with its code, prints JSON that holds no secret, and is quick', async ({
  start,
}) => {
  const program = await start()
  await program.see('Sign in')
  const { executablePath, args, env } = launch(program.home)
  const { DISPLAY: _, ...headless } = env
  const child = spawn(executablePath, ['--ozone-platform=headless', ...args, '--selftest', '--json'], {
    env: headless,
  })
  const ended = new Promise((done) => child.once('close', done))
  const printed = await text(child.stdout)
  const told = JSON.parse(printed.trim().split('\n').at(-1) ?? '')
  expect(await ended).toBe({ green: 0, amber: 1, red: 2 }[told.worst as 'green'])
  expect(told.checks.length).toBeGreaterThan(30)
  expect(told.checks.find(({ id }: { id: string }) => id === 'environment')).toMatchObject({ level: 'green' })
  // The account that a test runs as has its home in there.
  const folder = told.checks.find(({ id }: { id: string }) => id === 'data_folder')
  expect(folder.level === 'green' || /^account\/\S+(, account\/\S+)*$/.test(folder.facts.names)).toBe(true)
  // The time is a number, and no secret.
  expect(printed.replace(/"at":\d+/, '')).not.toMatch(/eyJ|(?<!\d)\d{6}(?!\d)|PRIVATE KEY|9999999999|98765/)
})
