import { expect } from '@playwright/test'
import { test } from './program.ts'

test('an officer signs in and logs out', async ({ start }) => {
  const { page, fill, press, see, nextCode } = await start()
  await see('Sign in')
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  await see('Enter the code')
  await fill('One-time password', await nextCode())
  await see('Signed in')
  await expect(page.getByText('officer_001')).toBeVisible()
  await press('Log out')
  await see('Sign in')
})
