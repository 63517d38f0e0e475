import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Account, makeAccount } from './account.ts'
import { takeMachineFolder } from './machine-folder.ts'
import { portsOf, titlesOnDisplay } from './processes.ts'

const folder = join(inject('packages'), 'unofficial', 'linux-unpacked')
const program = join(folder, 'tor-unveil-login')
const machineFolder = '/etc/tor-unveil-login'
const isRoot = process.getuid?.() === 0
const display = () => ({ DISPLAY: process.env.DISPLAY ?? '' })

const switches = [
  '--remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--remote-debugging-address=0.0.0.0',
  '--inspect=0',
  '--inspect-brk=0',
  '--js-flags=--expose-gc',
  '--no-sandbox',
  '--disable-web-security',
  '--user-data-dir=/tmp/elsewhere',
  '--proxy-server=localhost:1',
  '--host-rules=MAP * localhost',
  '--ssl-key-log-file=/tmp/keys',
  '--load-extension=/tmp',
  '--password-store=basic',
  '--enable-logging',
  '--log-level=0',
  '--ozone-platform=x11',
  '--auto-open-devtools-for-tabs',
  '--unknown',
  '-remote-debugging-port=0',
  'page.html',
]

describe.skipIf(process.platform !== 'linux' || !isRoot)('a release', () => {
  let account: Account
  let taken: ReturnType<typeof takeMachineFolder> | undefined
  const data = () => join(account.home, '.config', 'TOR-UNVEIL-Login')

  beforeAll(() => {
    taken = takeMachineFolder(machineFolder)
    account = makeAccount()
    // As the package does when it is installed.
    chownSync(join(folder, 'chrome-sandbox'), 0, 0)
    chmodSync(join(folder, 'chrome-sandbox'), 0o4755)
    const settings = { sms: { gateways: ['local'], allowLocal: true }, keys: { allowUnprotected: true } }
    writeFileSync(join(machineFolder, 'config.json'), JSON.stringify(settings))
  })
  afterAll(() => {
    account?.remove()
    taken?.remove()
  })

  test.each(switches)('refuses %s, opens no port and makes no file', (name) => {
    const { status, output } = account.ask([program, name], display())
    expect({ status, output }).toEqual({ status: 78, output: expect.stringMatching(/ is not known\n/) })
    expect(output).not.toContain('DevTools listening')
    expect(existsSync(data())).toBe(false)
  })

  test('reads no options of Node, and is no Node', () => {
    const marker = join(account.home, 'marker')
    const script = join(account.home, 'script.cjs')
    writeFileSync(script, `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`)
    account.ask(['chown', account.name, account.home])
    const options = { ...display(), NODE_OPTIONS: `--require ${script}` }
    expect(account.ask([program, '--unknown'], options).status).toBe(78)
    const asNode = { ...display(), ELECTRON_RUN_AS_NODE: '1' }
    expect(account.ask([program, script], asNode).status).toBe(78)
    expect(existsSync(marker)).toBe(false)
  })

  test('takes neither data folder nor configuration from the environment, and begins with nobody', () => {
    const elsewhere = join(account.home, 'elsewhere')
    const environment = {
      TOR_UNVEIL_HOME: elsewhere,
      TOR_UNVEIL_CONFIG: '/there/is/none.json',
      TOR_UNVEIL_DEMO_ROSTER: 'demo',
    }
    const roster = join(account.home, 'roster.csv')
    const headless = ['--log-level=3', '--ozone-platform=headless', '--disable-gpu']
    const { status, output } = account.ask([program, ...headless, '--export-roster', roster], environment)
    expect({ status, output }).toEqual({ status: 0, output: `${roster} holds 0 officers.\n` })
    expect(existsSync(elsewhere)).toBe(false)
    expect(existsSync(join(data(), 'station.db'))).toBe(true)
  })

  test('opens its window under its plain name and listens on no port', async () => {
    const child = account.start([program], display())
    await expect.poll(titlesOnDisplay, { timeout: 20_000 }).toContain('TOR UNVEIL')
    expect(portsOf(child.pid ?? 0)).toBe(0)
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
})
