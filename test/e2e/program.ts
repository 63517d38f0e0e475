import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { electronPath } from '../../scripts/electron-path.mjs'
import { launch } from '../../scripts/launch.mjs'

/** The real program in its real window, on a data folder of its own. */
export type Program = {
  home: string
  page: Page
  application: ElectronApplication
  /** Everything it has printed. */
  printed: () => string
  /** The code of the newest SMS; waits for one newer than those asked for before. */
  nextCode: () => Promise<string>
  fill: (name: string, text: string) => Promise<void>
  press: (name: string) => Promise<void>
  see: (heading: string) => Promise<void>
  signIn: (loginId?: string, mobileNumber?: string) => Promise<void>
  /** Ends it and starts it again on the same data folder. */
  restart: () => Promise<void>
  end: () => Promise<void>
}

type Options = {
  home?: string
  settings?: Record<string, unknown>
  /** A shell script that starts "$ELECTRON" "$@" in surroundings of its own. */
  inside?: string
  /** Where the program is told to keep its data, if not in `home`. */
  dataFolder?: string
  /** Behind the project folder on the command line. */
  args?: string[]
}

/** `start` opens the program; what it opened is ended when the test is over. */
export const test = base.extend<{ start: (options?: Options) => Promise<Program> }>({
  // Playwright reads from here which fixtures this one needs: none but a name.
  start: async ({ browserName: _ }, use) => {
    const ends: (() => Promise<void>)[] = []
    const homes: string[] = []
    await use(async ({ home = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-')), ...options } = {}) => {
      homes.push(home)
      const program = await open({ home, ...options })
      ends.push(() => program.end())
      return program
    })
    for (const end of ends) await end()
    for (const home of homes) rmSync(home, { recursive: true, force: true })
  },
})

const open = async ({
  home,
  settings,
  inside,
  dataFolder = home,
  args = [],
}: Options & { home: string }): Promise<Program> => {
  if (settings) writeFileSync(join(home, 'config.json'), JSON.stringify(settings))
  const configured = {
    TOR_UNVEIL_HOME: dataFolder,
    ...(settings && { TOR_UNVEIL_CONFIG: join(home, 'config.json') }),
  }
  let printed = ''
  let codesTaken = 0
  const wrapped = (rest: { executablePath: string }, env: Record<string, string>) => {
    if (inside === undefined) return rest
    const wrapper = join(home, 'inside.sh')
    writeFileSync(wrapper, `#!/bin/sh\nELECTRON='${electronPath()}'\n${inside}\n`, { mode: 0o755 })
    // An ordinary user's program is started by a script that takes the executable from here.
    if (!env.ELECTRON_EXECUTABLE) return { ...rest, executablePath: wrapper }
    env.ELECTRON_EXECUTABLE = wrapper
    return rest
  }
  const begin = async () => {
    const { env, ...launched } = launch(home)
    const rest = { ...launched, args: [...launched.args, ...args] }
    const application = await _electron.launch({ ...wrapped(rest, env), env: { ...env, ...configured } })
    for (const stream of [application.process().stdout, application.process().stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        printed += bytes.toString()
      })
    }
    const page = await application.firstWindow()
    // The first screen comes before the database is open, and tests look at files, too.
    await page.getByRole('main').waitFor()
    await page.evaluate(() => window.station.about())
    return { application, page }
  }
  const named = (role: 'textbox' | 'button' | 'heading', name: string) =>
    program.page.getByRole(role, { name, exact: true })
  const program: Program = {
    home,
    ...(await begin()),
    printed: () => printed,
    nextCode: async () => {
      const codes = () => [...printed.matchAll(/^MESSAGE: .*OTP: (\d{6}) /gm)].map(([, code]) => code ?? '')
      await base.expect.poll(() => codes().length).toBeGreaterThan(codesTaken)
      codesTaken = codes().length
      return codes().at(-1) ?? ''
    },
    fill: (name, text) => named('textbox', name).fill(text),
    press: (name) => named('button', name).click(),
    see: (heading) => named('heading', heading).waitFor(),
    signIn: async (loginId = 'officer_001', mobileNumber = '9876543210') => {
      await program.fill('Login ID', loginId)
      await program.fill('Mobile number', mobileNumber)
      await program.press('Send OTP')
      await program.fill('One-time password', await program.nextCode())
      await named('button', 'Log out').waitFor()
    },
    restart: async () => {
      await program.end()
      Object.assign(program, await begin())
    },
    end: async () => {
      await program.application.close().catch(() => undefined)
    },
  }
  return program
}
