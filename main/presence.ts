import { type InputEvent, powerMonitor, type WebContents } from 'electron'
import type { Clock } from './clock.ts'

/**
 * How long nobody has touched this computer, in milliseconds: our window, or any other program, because an officer works
 * in those during a shift. Some systems cannot tell and answer 0 for ever; they are believed only once they gave another
 * answer, so that a session there still ends.
 */
export const watchPresence = (webContents: WebContents, clock: Clock): (() => number) => {
  let inputAt = clock.uptimeMs()
  let systemTells = false
  webContents.on('input-event', (_event, { type }) => {
    if (deliberate.has(type)) inputAt = clock.uptimeMs()
  })
  return () => {
    const here = clock.uptimeMs() - inputAt
    const anywhere = powerMonitor.getSystemIdleTime() * 1000
    systemTells ||= anywhere > 0
    return systemTells ? Math.min(here, anywhere) : here
  }
}

// Not the pointer's moves: a window that appears under a pointer at rest makes some too.
const deliberate = new Set<InputEvent['type']>([
  'mouseDown',
  'mouseWheel',
  'rawKeyDown',
  'keyDown',
  'char',
  'touchStart',
])
