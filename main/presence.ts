import { powerMonitor, type WebContents } from 'electron'
import type { Clock } from './clock.ts'

/**
 * How long nobody has touched this computer, in milliseconds: our window, or any other program, because an officer works
 * in those during a shift. Some systems cannot tell and answer 0 for ever; they are believed only once they gave another
 * answer, so that a session there still ends.
 */
export const watchPresence = (webContents: WebContents, clock: Clock): (() => number) => {
  let inputAt = clock.uptimeMs()
  let systemTells = false
  webContents.on('input-event', () => {
    inputAt = clock.uptimeMs()
  })
  return () => {
    const here = clock.uptimeMs() - inputAt
    const anywhere = powerMonitor.getSystemIdleTime() * 1000
    systemTells ||= anywhere > 0
    return systemTells ? Math.min(here, anywhere) : here
  }
}
