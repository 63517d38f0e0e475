import { readFileSync } from 'node:fs'
import { writeWhole } from './write-whole.ts'

/** In pixels; what the window has when it neither is maximized nor a kiosk. */
export type WindowSize = { width: number; height: number; maximized: boolean; kiosk: boolean }

/** That of the last time, from a file that anybody may have written. */
export const readSize = (file: string): WindowSize => {
  try {
    const { width, height, maximized, kiosk }: Record<string, unknown> = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    if (isWithin(width, 640) && isWithin(height, 480)) {
      return { width, height, maximized: maximized === true, kiosk: kiosk === true }
    }
  } catch {
    // No file at the first start; one that cannot be read is not worth a report.
  }
  return { width: 1024, height: 768, maximized: false, kiosk: false }
}

/** Throws where it cannot be written. */
export const keepSize = (file: string, { width, height, maximized, kiosk }: WindowSize) =>
  writeWhole(file, JSON.stringify({ width, height, maximized, kiosk }))

const mostPixels = 10_000
// Read before the first screen, which does not wait for a library.
const isWithin = (pixels: unknown, least: number): pixels is number =>
  Number.isInteger(pixels) && Number(pixels) >= least && Number(pixels) <= mostPixels
