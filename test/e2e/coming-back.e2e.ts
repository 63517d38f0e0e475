import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from '@playwright/test'
import { launch } from '../../scripts/launch.mjs'
import { test } from './program.ts'
import { withoutFault } from './without-fault.ts'

test('a reload comes back to the code screen, and the code still signs in', async ({ start }) => {
  const { page, fill, press, see, nextCode } = await start()
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '98765 43210')
  await press('Send OTP')
  const code = await nextCode()
  await see('Enter the code')
  await page.reload()
  await see('Enter the code')
  await press('Change details')
  await expect(page.getByRole('textbox', { name: 'Mobile number' })).toHaveValue('98765 43210')
  await page.reload()
  await fill('One-time password', code)
  await see('Signed in')
})

test('a reload comes back to the session', async ({ start }) => {
  const { page, signIn, press, see } = await start()
  await signIn()
  await page.reload()
  await see('Signed in')
  await press('Log out')
  await page.reload()
  await see('Sign in')
})

test('a restart ends the session, and the language stays', async ({ start }) => {
  const program = await start()
  await program.press('தமிழ்')
  await expect(program.page.locator('html')).toHaveAttribute('lang', 'ta')
  await program.press('English')
  await program.signIn()
  await program.press('தமிழ்')
  await program.restart()
  await expect(program.page.locator('html')).toHaveAttribute('lang', 'ta')
  await program.press('English')
  await program.see('Sign in')
})

test('a kill -9 in the middle voids the open code and ends the session; waits and locks stay', async ({
  start,
}) => {
  const program = await start()
  await program.fill('Login ID', 'officer_001')
  await program.fill('Mobile number', '9876543210')
  await program.press('Send OTP')
  await program.see('Enter the code')
  program.application.process().kill('SIGKILL')
  await program.restart()
  await program.see('Sign in')
  await program.fill('Login ID', 'officer_001')
  await program.fill('Mobile number', '9876543210')
  await program.press('Send OTP')
  await expect(program.page.getByRole('alert')).toBeVisible()
  await program.signIn('admin_001', '9876543211')
  program.application.process().kill('SIGKILL')
  await program.restart()
  await program.see('Sign in')
})

test('a second start shows the first window and ends', async ({ start }) => {
  const { home, application } = await start()
  const shown = application.evaluate(
    ({ app }) => new Promise<void>((done) => app.once('second-instance', () => done())),
  )
  const { executablePath, args, env } = launch(home)
  const [exitCode] = await once(spawn(executablePath, args, { env }), 'exit')
  expect(exitCode).toBe(0)
  await shown
  expect(await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('the window remembers its size', async ({ start }) => {
  const program = await start()
  const bounds = () =>
    program.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
  await program.application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setSize(900, 700),
  )
  await program.restart()
  expect(await bounds()).toMatchObject({ width: 900, height: 700 })
})

test('closing the window asks while somebody is signed in, and Stay is the default', async ({ start }) => {
  const { page, application, signIn, see, press } = await start()
  await signIn()
  const close = () => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await close()
  const question = page.getByRole('dialog')
  await expect(question).toBeVisible()
  await expect(question.getByRole('button', { name: 'Stay', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await see('Signed in')
  await close()
  const gone = application.waitForEvent('close')
  await press('Close and sign out')
  await gone
})

test('closing the window asks nothing while nobody is signed in', async ({ start }) => {
  const { application, see } = await start()
  await see('Sign in')
  const gone = application.waitForEvent('close')
  await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await gone
})

test('a page that crashes comes back to where it was, with the session', async ({ start }) => {
  const { page, application, signIn } = await start()
  await signIn()
  const back = application.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((done) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => done())
        contents?.forcefullyCrashRenderer()
      }),
  )
  await back
  const seen = await application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('window.station.session()'),
  )
  expect(seen).toMatchObject({ ok: true, value: { session: { officer: { loginId: 'officer_001' } } } })
  expect(page.isClosed()).toBe(false)
})

test('a screen that cannot be shown says so in both languages, and one button brings it back, with the session', async ({
  start,
}) => {
  const program = await start()
  const { page, application, signIn, see } = program
  await signIn()
  await application.evaluate(({ ipcMain }) => {
    const facts = { installation: '', version: '', warnings: [], kiosk: false, empty: false }
    // React can draw no object.
    const answers: unknown[] = [{ ...facts, installation: {} }]
    ipcMain.removeHandler('about')
    ipcMain.handle('about', () => ({ ok: true, value: answers.pop() ?? facts }))
  })
  await page.reload()
  await see('The screen could not be shown')
  await see('திரையைக் காட்ட முடியவில்லை')
  await withoutFault(program, 'broken screen')
  await page.getByRole('button').press('Enter')
  await see('Signed in')
})

test('a reload in the middle of the first load, or a size that cannot be kept, does not end the program', async ({
  start,
}) => {
  const { page, application, see } = await start()
  await application.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    window?.webContents.reload()
    window?.webContents.reload()
  })
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await see('Sign in')
})

test('there is no menu bar, and the keys for zoom work all the same', async ({ start }) => {
  const { application, see } = await start()
  await see('Sign in')
  const state = await application.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    return { menu: window?.isMenuBarVisible(), size: window?.getContentSize() }
  })
  expect(state).toEqual({ menu: false, size: [1024, 768] })
  await application.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.sendInputEvent({ type: 'keyDown', keyCode: '=', modifiers: ['control'] })
    contents?.sendInputEvent({ type: 'keyUp', keyCode: '=', modifiers: ['control'] })
  })
  const level = () =>
    application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel())
  await expect.poll(level).toBeGreaterThan(0)
})
