import { expect } from '@playwright/test'
import { type Program, test } from './program.ts'

const hour = 60 * 60_000

/** Somebody turns the clock of the computer; uptime goes on as it is. */
const turn = ({ application }: Program, ms: number) =>
  application.evaluate((_, by) => {
    const before = Date.now
    Date.now = () => before() + by
  }, ms)

const askForCode = async ({ fill, press, nextCode }: Program) => {
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  return nextCode()
}

test('a clock two hours forward in the middle ends the code', async ({ start }) => {
  const program = await start()
  const code = await askForCode(program)
  await turn(program, 2 * hour)
  await program.fill('One-time password', code)
  await expect(program.page.getByRole('alert')).toContainText('expired')
})

test('a clock two hours back in the middle disturbs nobody', async ({ start }) => {
  const program = await start()
  const code = await askForCode(program)
  await turn(program, -2 * hour)
  await program.fill('One-time password', code)
  await program.see('Signed in')
})

test('a session ends where the clock says that nobody was there for long, as after sleep', async ({
  start,
}) => {
  const program = await start()
  await program.signIn()
  await turn(program, hour / 3)
  await program.see('Sign in')
  await expect(program.page.getByText('not used for a while')).toBeVisible()
})

test('a minute before the end the officer is asked, and may stay', async ({ start }) => {
  const program = await start()
  await program.signIn()
  await turn(program, hour / 4 - 30_000)
  const question = program.page.getByRole('dialog')
  await expect(question).toContainText('Are you still there?')
  await program.press('Stay signed in')
  await expect(question).toBeHidden()
  await program.see('Signed in')
})
