import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { launch } from '../../scripts/launch.mjs'

/** A task as IT runs it: no display, beside the window or without it. */
export const task = async (
  home: string,
  args: string[],
  { input = '', configuration }: { input?: string; configuration?: string } = {},
) => {
  const { executablePath, args: first, env } = launch(home)
  const { DISPLAY: _, ...headless } = env
  const child = spawn(executablePath, ['--ozone-platform=headless', ...first, ...args], {
    env: { ...headless, ...(configuration !== undefined && { TOR_UNVEIL_CONFIG: configuration }) },
  })
  child.stdin.end(input)
  const [printed, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((done) => child.on('exit', done)),
  ])
  return { printed, code }
}
