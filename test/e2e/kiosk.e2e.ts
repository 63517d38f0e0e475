import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { launch } from '../../scripts/launch.mjs'
import { type Program, test } from './program.ts'
import { task } from './task.ts'

const ended = ({ application }: Program) =>
  new Promise<number | null>((done) => application.process().once('exit', done))

/** As Alt+F4 and the window manager do. Answers whether the window is still there. */
const closeFromOutside = ({ application }: Program) =>
  application.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close()
    return BrowserWindow.getAllWindows().length === 1
  })

test('a kiosk fills the screen, and stays when nobody or an officer wants to close it', async ({ start }) => {
  const program = await start({ settings: { kiosk: true } })
  await program.see('Sign in')
  const { kiosk, uncovered } = await program.application.evaluate(({ BrowserWindow, screen }) => {
    const [window] = BrowserWindow.getAllWindows()
    const { width, height } = screen.getPrimaryDisplay().size
    const [across = 0, down = 0] = window?.getSize() ?? []
    return { kiosk: window?.isKiosk(), uncovered: Math.max(width - across, height - down) }
  })
  expect(kiosk).toBe(true)
  // Without a window manager Chromium leaves the last pixel.
  expect(uncovered).toBeLessThanOrEqual(1)
  expect(await closeFromOutside(program)).toBe(true)
  await program.signIn()
  expect(await closeFromOutside(program)).toBe(true)
  await expect(program.page.getByRole('button', { name: 'Log out' })).toBeVisible()
  await expect(program.page.getByRole('button', { name: 'Close the program' })).toBeHidden()
  await expect(program.page.getByRole('dialog')).toBeHidden()
  const beside = await task(program.home, ['--unlock', 'officer_001'], {
    configuration: join(program.home, 'config.json'),
  })
  expect(beside.code).toBe(0)
})

test('a kiosk is remembered as one for the next start, and gives the window its own size back when it is none any more', async ({
  start,
}) => {
  const program = await start({ settings: { kiosk: true } })
  const kept = () => JSON.parse(readFileSync(join(program.home, 'window.json'), 'utf8'))
  const ownSize = { width: 1024, height: 768, maximized: false }
  await expect.poll(kept).toEqual({ ...ownSize, kiosk: true })
  await program.restart()
  expect(kept()).toEqual({ ...ownSize, kiosk: true })
  writeFileSync(join(program.home, 'config.json'), '{}')
  await program.restart()
  await expect.poll(kept).toEqual({ ...ownSize, kiosk: false })
  const { kiosk, size } = await program.application.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    return { kiosk: window?.isKiosk(), size: window?.getSize() }
  })
  expect([kiosk, size]).toEqual([false, [ownSize.width, ownSize.height]])
})

test('an administrator closes a kiosk by its button', async ({ start }) => {
  const program = await start({ settings: { kiosk: true } })
  await program.signIn('admin_001', '9876543211')
  const code = ended(program)
  await program.press('Close the program')
  expect(await code).toBe(0)
})

test('a kiosk asks an administrator who closes its window, as every window does', async ({ start }) => {
  const program = await start({ settings: { kiosk: true } })
  await program.signIn('admin_001', '9876543211')
  expect(await closeFromOutside(program)).toBe(true)
  const code = ended(program)
  await program.press('Close and sign out')
  expect(await code).toBe(0)
})

test('a kiosk ends with the operating system', async ({ start }) => {
  const program = await start({ settings: { kiosk: true } })
  await program.signIn()
  const code = ended(program)
  const pid = await program.application.evaluate(() => process.pid)
  process.kill(pid, 'SIGTERM')
  expect(await code).toBe(0)
})

test('a kiosk that cannot start can be closed', async ({ start }) => {
  const program = await start({ settings: { kiosk: true, sms: { gateways: ['twilio'] } } })
  await program.see('The program cannot start')
  const code = ended(program)
  await program.press('Close')
  expect(await code).toBe(78)
})

test('without a kiosk an administrator has no button that closes the program', async ({ start }) => {
  const program = await start()
  await program.signIn('admin_001', '9876543211')
  await expect(program.page.getByRole('button', { name: 'Close the program' })).toBeHidden()
})

test('at a login the program opens only where the configuration says so, and only for its account', async ({
  start,
}) => {
  const home = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
  const configuration = join(home, 'config.json')
  for (const settings of [{}, { startAtLogin: true, account: 'station-one' }]) {
    writeFileSync(configuration, JSON.stringify(settings))
    const { executablePath, args, env } = launch(home)
    const { status } = spawnSync(executablePath, [...args, '--at-login'], {
      env: { ...env, TOR_UNVEIL_CONFIG: configuration },
    })
    expect(status).toBe(0)
    expect(existsSync(join(home, 'keys.json'))).toBe(false)
  }
  const program = await start({ home, settings: { startAtLogin: true }, args: ['--at-login'] })
  await program.see('Sign in')
})
