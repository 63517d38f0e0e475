import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Program } from './program.ts'

/** What every screen must be, as the window is now and at 200 % zoom: nothing that axe finds, nothing that scrolls sideways. */
export const withoutFault = async ({ page, application }: Program, screen: string) => {
  for (const zoom of [2, 1]) {
    const scale = await application.evaluate(({ BrowserWindow, screen: displays }, factor) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor)
      return displays.getPrimaryDisplay().scaleFactor
    }, zoom)
    // The page hears of its zoom a little later: until then its width would be that of the zoom before.
    await expect.poll(() => page.evaluate(() => window.devicePixelRatio)).toBeCloseTo(zoom * scale)
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), {
        message: `${screen} ${zoom}`,
      })
      .toBeLessThanOrEqual(0)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    expect(
      violations.map(({ id }) => id),
      `${screen} ${zoom}`,
    ).toEqual([])
    if (process.env.SHOTS) {
      await page.screenshot({ path: `${process.env.SHOTS}/${screen}-${zoom}.png`, fullPage: true })
    }
  }
}

/** The same in both languages; the window is English afterwards. */
export const withoutFaultInBothLanguages = async (program: Program, screen: string) => {
  for (const language of ['தமிழ்', 'English']) {
    await program.press(language)
    await withoutFault(program, `${screen} ${language}`)
  }
}
