import { expect } from '@playwright/test'
import { type Program, test } from './program.ts'
import { withoutFaultInBothLanguages } from './without-fault.ts'

/** In both languages, in light and dark, at 200 % too. */
const check = async (program: Program, screen: string) => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await program.page.emulateMedia({ colorScheme })
    await withoutFaultInBothLanguages(program, `${screen} ${colorScheme}`)
  }
}

test('every screen on the road is accessible, in both languages, light and dark, at 200 % zoom', async ({
  start,
}) => {
  test.setTimeout(180_000)
  const program = await start()
  const { page, fill, press, see, nextCode } = program
  await see('Sign in')
  await check(program, 'credentials')
  await press('Send OTP')
  await expect(page.getByRole('alert')).toBeVisible()
  await check(program, 'credentials with a mistake')
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  await see('Enter the code')
  await check(program, 'code')
  const code = await nextCode()
  await fill('One-time password', code === '111111' ? '222222' : '111111')
  await expect(page.getByRole('alert')).toBeVisible()
  await check(program, 'code after a wrong one')
  await fill('One-time password', code)
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible()
  await check(program, 'session')
})

test('the screens of a lock, and of a wait that is long, are accessible too', async ({ start }) => {
  test.setTimeout(120_000)
  const program = await start({ settings: { otp: { resendWaitSeconds: 120 } } })
  const { page, fill, press, nextCode } = program
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  const code = await nextCode()
  await press('Change details')
  await press('Send OTP')
  await expect(page.getByRole('alert')).toContainText('asked for too often')
  await check(program, 'too many requests')
  await page.reload()
  for (let n = 1; n <= 3; n += 1) {
    await fill('One-time password', String((Number(code) + n) % 1_000_000).padStart(6, '0'))
    await expect(page.getByRole('alert')).toContainText(n < 3 ? `${3 - n}` : 'another computer')
  }
  await check(program, 'locked')
})

test('the session of an administrator is accessible too', async ({ start }) => {
  test.setTimeout(120_000)
  const program = await start()
  await program.signIn('admin_001', '9876543211')
  await expect(program.page.getByRole('table')).toBeVisible()
  await check(program, 'administrator')
})

test('the report of a start that failed is accessible too', async ({ start }) => {
  const program = await start({ settings: { otp: { lifeSeconds: 1 } } })
  await program.see('The program cannot start')
  await check(program, 'report')
})

test('the whole road goes by keyboard alone', async ({ start }) => {
  const { page, see, nextCode } = await start()
  await see('Sign in')
  await expect(page.getByRole('textbox', { name: 'Login ID' })).toBeFocused()
  await page.keyboard.type('officer_001')
  await page.keyboard.press('Tab')
  await page.keyboard.type('9876543210')
  await page.keyboard.press('Enter')
  await see('Enter the code')
  await expect(page.getByRole('textbox', { name: 'One-time password' })).toBeFocused()
  await page.keyboard.type(await nextCode())
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible()
  for (let n = 0; n < 10; n += 1) {
    if (
      await page
        .getByRole('button', { name: 'Log out' })
        .evaluate((button) => button === document.activeElement)
    )
      break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await see('Sign in')
  await expect(page.getByRole('textbox', { name: 'Login ID' })).toHaveValue('')
})

test('what was typed is gone two minutes after whoever typed it, and not while he is there', async ({
  start,
}) => {
  const { page, fill, see } = await start()
  await page.clock.install()
  await page.reload()
  await see('Sign in')
  const loginId = page.getByRole('textbox', { name: 'Login ID' })
  // It turns a moment after it is told to.
  const turnWheel = async () => {
    const heard = await page.evaluateHandle(() => ({
      turned: new Promise<void>((done) => window.addEventListener('wheel', () => done(), { once: true })),
    }))
    await page.mouse.wheel(0, 9)
    await heard.evaluate(({ turned }) => turned)
  }
  await fill('Login ID', 'officer_001')
  for (const touch of [() => page.keyboard.press('Shift'), () => page.mouse.click(5, 5), turnWheel]) {
    await page.clock.runFor(60_000)
    await touch()
  }
  await page.clock.runFor(60_000)
  await expect(loginId).toHaveValue('officer_001')
  await page.clock.runFor(120_000)
  await expect(loginId).toHaveValue('')
})

test('a whole SMS can be pasted, and a code is tried once only', async ({ start }) => {
  const { page, fill, press, see, nextCode } = await start()
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  await see('Enter the code')
  const code = await nextCode()
  const field = page.getByRole('textbox', { name: 'One-time password' })
  const paste = (text: string) =>
    field.evaluate((input, pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  const wrong = code === '111111' ? '222-222' : '111-111'
  await paste(wrong)
  await expect(page.getByRole('alert')).toContainText('2 tries left')
  await press('Verify OTP')
  await press('Verify OTP')
  await expect(page.getByRole('alert')).toContainText('2 tries left')
  await paste(`Tamil Nadu Police - TOR UNVEIL\nYour OTP: ${code} (code AB)\nValid for 2 minutes`)
  await see('Signed in')
})
