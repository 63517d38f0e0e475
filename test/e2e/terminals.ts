import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import { launch } from '../../scripts/launch.mjs'
import { type Redis, startServer } from '../redis/server-process.ts'
import { test as base, type Program } from './program.ts'

/** A terminal of the station: a data folder of its own, with the station key, and its configuration. */
export type Terminal = {
  home: string
  /** Opens its window. */
  open: () => Promise<Program>
  /** Runs a task on it, beside its window or without one. */
  task: (args: string[], input?: string) => Promise<{ printed: string; code: number | null }>
  /** Puts these lines on the roster that all terminals share. */
  importRoster: (...lines: string[]) => Promise<void>
}

type Station = {
  redis: Redis
  settings: Record<string, unknown>
  /** Another terminal. The first one makes the station key and brings the roster of the demo, every other imports the key. */
  join: () => Promise<Terminal>
  /** Why each session that the server knows has ended; `live` for those that have not. */
  sessions: () => Promise<string[]>
}

const passphrase = 'a passphrase for tests\n'
const officer = 'officer_001,Demo Officer,Sub-Inspector,Demo Station,9876543210,officer'

/** `station` is a Redis server, which writes down at once what it is told, and the terminals that share it. */
export const test = base.extend<{ redis: Redis; station: Station }>({
  redis: async ({ browserName: _ }, use) => {
    const ends: (() => Promise<void>)[] = []
    try {
      await use(
        await startServer({ config: ['appendonly yes', 'appendfsync always'] }, (end) => ends.push(end)),
      )
    } finally {
      for (const end of ends) await end()
    }
  },
  // Programs are ended before their server.
  station: async ({ redis, start }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-station-'))
    // Whoever runs the program puts the key and finds the roster there.
    chmodSync(folder, 0o777)
    const keyFile = join(folder, 'station.key')
    const homes: string[] = []
    const settings = {
      store: { kind: 'redis', station: 'harbour', url: redis.url },
      otp: { resendWaitSeconds: 1 },
    }

    const terminalIn = (home: string): Terminal => {
      const config = join(home, 'config.json')
      writeFileSync(config, JSON.stringify(settings))
      const terminal: Terminal = {
        home,
        open: () => start({ home, settings }),
        task: (args, input = '') => runTask({ home, config, args, input }),
        importRoster: async (...lines) => {
          const file = join(folder, 'roster.csv')
          writeFileSync(file, ['login_id,name,rank,station,mobile,role', ...lines].join('\n'))
          await done(terminal.task(['--import-roster', file]))
        },
      }
      return terminal
    }

    await use({
      redis,
      settings,
      join: async () => {
        const home = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
        const terminal = terminalIn(home)
        const first = homes.push(home) === 1
        await done(
          terminal.task([first ? '--export-station-key' : '--import-station-key', keyFile], passphrase),
        )
        if (first) await terminal.importRoster(officer)
        return terminal
      },
      sessions: async () => {
        const keys = (await redis.cli('KEYS', 'tor-unveil:{harbour}:session:*')).split('\n').filter(Boolean)
        const reasons = await Promise.all(keys.map((key) => redis.cli('HGET', key, 'endReason')))
        return reasons.map((reason) => reason || 'live')
      },
    })
    for (const made of [folder, ...homes]) rmSync(made, { recursive: true, force: true })
  },
})

const done = async (task: ReturnType<Terminal['task']>) => {
  const { printed, code } = await task
  expect(code, printed).toBe(0)
}

/** As IT runs it: no display, beside the window or without it. */
const runTask = async ({
  home,
  config,
  args,
  input,
}: {
  home: string
  config: string
  args: string[]
  input: string
}) => {
  const { executablePath, args: first, env } = launch(home)
  const { DISPLAY: _, ...headless } = env
  const child = spawn(executablePath, ['--ozone-platform=headless', ...first, ...args], {
    env: { ...headless, TOR_UNVEIL_CONFIG: config },
  })
  child.stdin.end(input)
  const [printed, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((ended) => child.on('exit', ended)),
  ])
  return { printed, code }
}
