import { once } from 'node:events'
import { chromium, expect, type Page } from '@playwright/test'
import type { Account } from './account.ts'
import { renderersBelow } from './processes.ts'

/** The window of an installed test build, driven from outside, as its fuses let nothing into it. */
export const openWindow = async (
  account: Account,
  program: string[],
  /** The codes that were sent so far, unless they are printed. */
  codesElsewhere?: () => string[],
) => {
  const child = account.start([...program, '--remote-debugging-port=0'], {
    DISPLAY: process.env.DISPLAY ?? '',
  })
  let printed = ''
  let codesTaken = 0
  const address = new Promise<string>((answer, fail) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        printed += bytes.toString()
        const found = /DevTools listening on (ws:\S+)/.exec(printed)?.[1]
        if (found) answer(found)
      })
    }
    child.on('exit', (code) => fail(new Error(`the program ended with ${code}: ${printed}`)))
  })
  const ended = once(child, 'exit').then(([code]: unknown[]) => code)
  const browser = await chromium.connectOverCDP(await address)
  const context = browser.contexts()[0]
  if (!context) throw new Error('there is no window')
  const page: Page = context.pages()[0] ?? (await context.waitForEvent('page'))
  page.setDefaultTimeout(20_000)
  const named = (role: 'textbox' | 'button' | 'heading', name: string) =>
    page.getByRole(role, { name, exact: true })
  const codesPrinted = () =>
    [...printed.matchAll(/^MESSAGE: .*OTP: (\d{6}) /gm)].map(([, code]) => code ?? '')
  const codes = codesElsewhere ?? codesPrinted
  const see = (heading: string) => named('heading', heading).waitFor()
  const press = (name: string) => named('button', name).click()
  return {
    page,
    see,
    press,
    signInAndOut: async (loginId = 'officer_001', mobileNumber = '9876543210') => {
      await see('Sign in')
      await named('textbox', 'Login ID').fill(loginId)
      await named('textbox', 'Mobile number').fill(mobileNumber)
      await press('Send OTP')
      await expect.poll(() => codes().length).toBeGreaterThan(codesTaken)
      codesTaken = codes().length
      await named('textbox', 'One-time password').fill(codes().at(-1) ?? '')
      await press('Log out')
      await see('Sign in')
    },
    /** What the kernel says of the processes that draw the page. */
    renderers: () => renderersBelow(child.pid ?? 0),
    /** The exit code, once it has ended by itself. */
    ended: () => ended,
    end: async () => {
      await page.close()
      expect(await ended).toBe(0)
    },
  }
}
