import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './program.ts'

test('the page is sandboxed, isolated and has nothing but its own calls', async ({ start }) => {
  const { page, application } = await start()
  const preferences = await application.evaluate(({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences: () => object
    }
    return page.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  })
  const seen = await page.evaluate(() => ({
    calls: Object.keys(window.station).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in window),
  }))
  expect(seen).toEqual({
    calls: [
      'about',
      'acceptLedger',
      'askConfirmation',
      'changeMobile',
      'checkLedger',
      'closeWindow',
      'delivery',
      'editOfficer',
      'endSession',
      'enrolOfficer',
      'exportLedger',
      'exportRoster',
      'findOfficers',
      'flags',
      'flagsSeen',
      'gateways',
      'importRoster',
      'ledgerPage',
      'liveSessions',
      'logout',
      'makeRescueCode',
      'onNotice',
      'previewRoster',
      'selfTest',
      'sendOtp',
      'session',
      'setSuspended',
      'setUp',
      'stay',
      'unlockOfficer',
      'verifyOtp',
    ],
    node: [],
  })
})

test('the page comes with a strict Content-Security-Policy, which stops inline code, eval and connections', async ({
  start,
}) => {
  const { page, see } = await start()
  await see('Sign in')
  const answer = await page.reload()
  expect(answer?.headers()['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self';/,
  )
  expect(answer?.headers()['content-security-policy']).not.toMatch(/unsafe|data:|blob:|https?:/)
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.head.append(script)
    const fetched = await fetch('https://127.0.0.1:9/').then(
      () => true,
      () => false,
    )
    return { inline: 'inlineRan' in window, fetched }
  })
  expect(ran).toEqual({ inline: false, fetched: false })
})

test('the page cannot go elsewhere, open windows or get a permission', async ({ start }) => {
  const { page, application, see } = await start()
  await see('Sign in')
  const opened = await page.evaluate(() => window.open('https://127.0.0.1:9/') !== null)
  expect(opened).toBe(false)
  await page.evaluate(() => {
    location.href = 'https://127.0.0.1:9/'
  })
  await page.evaluate(() => {
    location.href = 'app://station/assets/none.html'
  })
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toBe('Sign in')
  expect(page.url()).toBe('app://station/index.html')
  expect(await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  const states = await page.evaluate(() =>
    Promise.all(
      (['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]).map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    ),
  )
  expect(new Set(states)).toEqual(new Set(['denied']))
})

test('files outside the page are not served', async ({ start }) => {
  const { page } = await start()
  for (const path of ['/../main/index.js', '/%2e%2e/main/index.js', '/..%2fmain%2findex.js', '/none.js']) {
    const loaded = await page.evaluate(
      (src) =>
        new Promise<boolean>((done) => {
          const script = document.createElement('script')
          script.onload = () => done(true)
          script.onerror = () => done(false)
          script.src = src
          document.head.append(script)
        }),
      `app://station${path}`,
    )
    expect(loaded, path).toBe(false)
  }
})

test('a frame inside the page gets nothing from the door', async ({ start }) => {
  const { page } = await start()
  const framed = await page
    .evaluate(async () => {
      const frame = document.createElement('iframe')
      frame.src = 'app://station/index.html'
      const loaded = new Promise((done) => frame.addEventListener('load', done))
      document.body.append(frame)
      await loaded
      return Boolean(frame.contentWindow && 'station' in frame.contentWindow)
    })
    .catch(() => false)
  expect(framed).toBe(false)
})

test('a whole login leaves no code, number or token in any file', async ({ start }) => {
  const program = await start()
  const { page, fill, press, see, nextCode } = program
  const secrets: string[] = ['9876543210', '98765 43210', '98765', '"eyJ', 'eyJhbGciOi']
  await fill('Login ID', '9876543210')
  await fill('Mobile number', '98765 43210')
  await press('Send OTP')
  await see('Enter the code')
  await fill('One-time password', '135790')
  await expect(page.getByRole('alert')).toBeVisible()
  await press('Change details')
  await fill('Login ID', 'officer_001')
  await press('Send OTP')
  const code = await nextCode()
  await fill('One-time password', code)
  await see('Signed in')
  await page.reload()
  await press('Log out')
  await program.end()
  const files = readdirSync(program.home, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  expect(files.length).toBeGreaterThan(5)
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1')
    for (const secret of secrets) {
      for (const form of [secret, [...secret].join('\0')]) {
        expect(bytes.includes(form), `${secret} in ${file.name}`).toBe(false)
      }
    }
    // Six digits stand in many a binary file by chance, so a code is looked for as a text would hold it.
    expect(new RegExp(`(?<![0-9])(${code}|135790)(?![0-9])`).test(bytes), `a code in ${file.name}`).toBe(
      false,
    )
  }
})
