import { spawnSync } from 'node:child_process'
import {
  chownSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Account, makeAccount } from './account.ts'
import { titlesOnDisplay } from './processes.ts'
import { ask, run } from './run.ts'
import { openWindow } from './window.ts'

const name = 'tor-unveil-login-test'
const folder = '/opt/TOR-UNVEIL-Login-Test'
const config = `/etc/${name}/config.json`
const inbox = `/var/lib/${name}/inbox`
const packages = inject('packages')
const work = mkdtempSync(join(tmpdir(), 'tor-unveil-installed-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const has = (program: string) => spawnSync('which', [program]).status === 0
const isRoot = process.getuid?.() === 0
const configure = (settings: Record<string, unknown>) =>
  writeFileSync(config, JSON.stringify(settings, null, 2))
const modeOf = (path: string) => {
  const { uid, mode } = statSync(path)
  return `${uid} ${(mode & 0o7777).toString(8)}`
}
const sms = { gateways: ['local'], allowLocal: true }
const unprotected = { allowUnprotected: true }

// It runs from the first installation to the last trace, in this order.
describe.skipIf(process.platform !== 'linux' || !isRoot || !has('dpkg'))('the Debian package', () => {
  let account: Account
  const data = () => join(account.home, '.config', 'TOR-UNVEIL-Login-Test')
  const newest = () => globSync(`${packages}/*.deb`)[0] ?? ''

  beforeAll(() => {
    if (ask('dpkg', ['-s', name]).status === 0) throw new Error(`${name} is installed here: remove it first.`)
    account = makeAccount()
  })
  afterAll(() => {
    // What was installed here before the tests is not theirs to purge.
    if (!account) return
    account.remove()
    ask('dpkg', ['--purge', name])
  })

  test('an older version is installed without a question', () => {
    run('dpkg', ['--install', olderThan(newest())], { input: '' })
    expect(run('dpkg-query', ['-W', '-f', `\${Version}`, name])).toBe('0.0.1')
    expect(existsSync(`${folder}/resources/gone-in-the-next-version`)).toBe(true)
  })

  test('the sandbox’s helper is root’s; before an account is named there is no inbox that would be closed to it', () => {
    expect(modeOf(`${folder}/chrome-sandbox`)).toBe('0 4755')
    expect(modeOf(`/etc/${name}`)).toBe('0 755')
    expect(modeOf(`/var/lib/${name}`)).toBe('0 755')
    expect(existsSync(inbox)).toBe(false)
    expect(
      globSync(`${folder}/**/*`).filter((path) => statSync(path).uid !== 0 || statSync(path).mode & 0o022),
    ).toEqual([])
  })

  test('it is started at login on every desktop', () => {
    const entry = readFileSync(`/etc/xdg/autostart/${name}.desktop`, 'utf8')
    expect(entry).toContain(`\nExec=/usr/bin/${name} --at-login\n`)
    expect(entry).toContain('\nName=TOR UNVEIL Login TEST BUILD\n')
  })

  test('nobody is on the roster', () => {
    configure({ sms, keys: unprotected })
    const roster = join(account.home, 'roster.csv')
    const { status, output } = account.ask([name, '--export-roster', roster])
    expect({ status, output }).toEqual({ status: 0, output: `${roster} holds 0 officers.\n` })
  })

  test('a task without a display says its own words and nothing else', () => {
    const roster = join(account.home, 'roster.csv')
    writeFileSync(roster, readFileSync(join(import.meta.dirname, '..', '..', 'assets', 'demo-roster.csv')))
    const { status, output } = account.ask([name, '--import-roster', roster])
    expect({ status, output }).toEqual({
      status: 0,
      output: 'Roster imported: 2 added, 0 changed, 0 unchanged.\n',
    })
  })

  test('without a display and a task it says so', () => {
    const { status, output } = account.ask([name])
    expect({ status, output }).toEqual({ status: 64, output: 'There is no display, and no task.\n' })
  })

  test('without a keyring it reports that, and signs nobody in', async () => {
    configure({ sms })
    const window = await openWindow(account, [name])
    await window.see('The program cannot start')
    await window.press('Close')
    expect(await window.ended()).toBe(78)
  })

  test('with the permission to run without one, an officer signs in, and the page is in the sandbox', async () => {
    configure({ sms, keys: unprotected })
    const window = await openWindow(account, [name])
    await window.signInAndOut()
    expect(titlesOnDisplay()).toContain('TOR UNVEIL – TEST BUILD')
    expect(window.renderers()).toEqual([{ filtersCalls: true, ownNetwork: true, switchedOff: false }])
    await window.page.keyboard.press('Control+Shift+I')
    await window.page.keyboard.press('F12')
    await window.signInAndOut()
    expect(window.page.context().pages()).toHaveLength(1)
    await window.end()
  })

  test('a thread from within the archive writes back what was committed, while the window is open', async () => {
    const opened = await openWindow(account, [name])
    const inFile = entriesIn(join(data(), 'station.db'))
    await opened.page.evaluate(() =>
      Promise.all(
        Array.from({ length: 85 }, (_, n) =>
          window.station.sendOtp({ loginId: `nobody_${n}`, mobileNumber: '9876543210' }),
        ),
      ),
    )
    // What comes in its last moments may be too little for a round of its own.
    const now = () => entriesIn(join(data(), 'station.db'))
    await expect.poll(now, { timeout: 10_000 }).toBeGreaterThanOrEqual(inFile + 20)
    await opened.end()
  })

  test('an upgrade needs no answer, keeps data and configuration, and leaves no file of the older version', async () => {
    const before = readFileSync(config, 'utf8')
    // As older versions left it where no account was named.
    mkdirSync(inbox, { mode: 0o700 })
    run('dpkg', ['--install', newest()], { input: '' })
    expect(readFileSync(config, 'utf8')).toBe(before)
    expect(existsSync(inbox)).toBe(false)
    expect(existsSync(`${folder}/resources/gone-in-the-next-version`)).toBe(false)
    expect(run('dpkg', ['--verify', name])).toBe('')
    expect(modeOf(`${folder}/chrome-sandbox`)).toBe('0 4755')
    const window = await openWindow(account, [name])
    await window.signInAndOut()
    await window.end()
  })

  test('with an unlocked keyring an officer signs in, and the keys are its own from then on', async (context) => {
    if (!has('gnome-keyring-daemon') || !has('dbus-run-session')) return context.skip()
    configure({ sms })
    const script = join(account.home, 'with-keyring.sh')
    writeFileSync(script, withKeyring, { mode: 0o755 })
    const unlocked = await openWindow(account, [script])
    await unlocked.signInAndOut('admin_001', '9876543211')
    await expect(unlocked.page.getByText('Keys on this computer are not protected').count()).resolves.toBe(0)
    await unlocked.end()

    configure({ sms, keys: unprotected })
    const without = await openWindow(account, [name])
    await without.see('The program cannot start')
    await without.press('Close')
    expect(await without.ended()).toBe(78)
  })

  describe('with the account signed in, and nothing said of it, as by sudo', () => {
    let signedIn: Awaited<ReturnType<Account['signIn']>>
    const roster = () => join(account.home, 'roster.csv')
    const exported = (environment: Record<string, string> = {}) =>
      account.ask([name, '--export-roster', roster()], environment)
    const done = () => ({ status: 0, output: `${roster()} holds 2 officers.\n` })
    const keyless = { status: 78, output: expect.stringContaining('keys_unprotected') }
    const hasKeyring = has('gnome-keyring-daemon') && has('dbus-daemon')

    beforeAll(async () => {
      configure({ sms })
      if (hasKeyring) signedIn = await account.signIn()
    })
    afterAll(() => account.signOut())

    test.runIf(hasKeyring)('a task has the keys that the window has', () => {
      expect(exported()).toEqual(done())
      expect(account.ask([name, '--selftest']).output).toContain('(gnome_libsecret)')
    })

    test.runIf(hasKeyring)(
      'a screen and a desktop that sudo brings along are not the account’s, and do no harm',
      () => {
        const key = join(work, 'of another account')
        writeFileSync(key, '', { mode: 0o600 })
        expect(exported({ DISPLAY: ':4242', XAUTHORITY: key, XDG_CURRENT_DESKTOP: 'KDE' })).toEqual(done())
      },
    )

    test.runIf(hasKeyring)('a task finds the keyring by the words of ssh, too', () => {
      expect(exported(signedIn.session)).toEqual(done())
    })

    test.runIf(hasKeyring)('the desktop is the one that the account’s own manager tells', () => {
      const manager = join(account.home, 'bin')
      mkdirSync(manager)
      const tells = (...words: string[]) => {
        const script = ['#!/bin/sh', ...words.map((word) => `echo '${word}'`), ''].join('\n')
        writeFileSync(join(manager, 'systemctl'), script, { mode: 0o755 })
        return exported({ PATH: `${manager}:/usr/bin:/bin` })
      }
      expect(tells('HOME=/', 'XDG_CURRENT_DESKTOP=none-that-has-a-keyring')).toMatchObject(keyless)
      expect(tells('XDG_CURRENT_DESKTOP=ubuntu:GNOME')).toEqual(done())
      expect(tells('XDG_CURRENT_DESKTOP=MATE', 'DESKTOP_SESSION=mate')).toEqual(done())
    })

    test.runIf(hasKeyring)('a bus that belongs to somebody else is not asked', () => {
      chownSync(signedIn.bus, 0, 0)
      expect(exported()).toMatchObject(keyless)
    })
  })

  test('root starts nothing but what is for the terminal’s account', () => {
    for (const args of [
      [],
      ['--selftest'],
      ['--no-sandbox'],
      ['--apply-kit', 'a', '--put-secrets', 'b'],
      ['--apply-kit'],
    ]) {
      expect(ask(name, args)).toMatchObject({ status: 78, output: expect.stringContaining('As root') })
    }
    const program = `${folder}/${name}`
    expect(ask(program, ['--no-sandbox'])).toMatchObject({
      status: 78,
      output: expect.stringContaining('root'),
    })
    expect(ask(program, []).status).not.toBe(0)
    expect(existsSync(join(homedir(), '.config', 'TOR-UNVEIL-Login-Test'))).toBe(false)
  })

  test('what root brings is refused while no account is configured, and lies in its inbox afterwards', () => {
    const kit = join(work, 'kit of the district.json')
    writeFileSync(kit, 'the kit')
    expect(ask(name, ['--apply-kit', kit])).toMatchObject({
      status: 78,
      output: expect.stringContaining('no account'),
    })
    configure({ sms, account: 'root' })
    expect(ask(name, ['--apply-kit', kit]).status).toBe(78)
    expect(globSync(`${inbox}/*`)).toEqual([])

    configure({ sms, account: account.name })
    const left = { status: 0, output: expect.stringContaining(`\n${kit} itself stays here: delete it.\n`) }
    expect(ask(name, ['--apply-kit', kit])).toEqual(left)
    expect(ask(name, [`--put-secrets=${kit}`])).toEqual(left)
    expect(readFileSync(kit, 'utf8')).toBe('the kit')
    expect(ask(name, ['--put-secrets', `${kit}.missing`]).status).toBe(78)
    const owner = statSync(account.home).uid
    expect(modeOf(inbox)).toBe(`${owner} 700`)
    expect(
      globSync(`/var/lib/${name}/**/*`)
        .filter((path) => statSync(path).isFile())
        .sort(),
    ).toEqual([`${inbox}/kit.json`, `${inbox}/secrets.json`])
    for (const file of ['kit.json', 'secrets.json']) {
      expect(modeOf(join(inbox, file))).toBe(`${owner} 600`)
      expect(readFileSync(join(inbox, file), 'utf8')).toBe('the kit')
    }
  })

  test('root checks a configuration file that nobody else can read, under an account without rights', () => {
    const good = join(work, 'good.json')
    const bad = join(work, 'bad.json')
    writeFileSync(good, JSON.stringify({ sms }), { mode: 0o600 })
    writeFileSync(bad, JSON.stringify({ sms, otp: { lifeSeconds: 1 } }), { mode: 0o600 })
    expect(ask(name, ['--check-config', good])).toEqual({ status: 0, output: 'good.json has no mistakes.\n' })
    expect(ask(name, [`--check-config=${bad}`])).toMatchObject({
      status: 1,
      output: expect.stringContaining('otp.lifeSeconds'),
    })
  })

  test('started at login, it ends at once unless the configuration says so', async () => {
    const atLogin = () => account.ask([name, '--at-login'], { DISPLAY: process.env.DISPLAY ?? '' })
    configure({ sms, keys: unprotected, account: account.name })
    expect(atLogin().status).toBe(0)
    configure({ sms, keys: unprotected, account: account.name, startAtLogin: true })
    const window = await openWindow(account, [name, '--at-login'])
    await window.see('The program cannot start')
    await window.press('Close')
    expect(await window.ended()).toBe(78)
  })

  test('a link in the inbox leads root nowhere', () => {
    const kit = join(work, 'kit of the district.json')
    const elsewhere = join(work, 'elsewhere')
    writeFileSync(elsewhere, 'as it was')
    account.ask(['ln', '-sfn', elsewhere, join(inbox, 'kit.json')])
    expect(ask(name, ['--apply-kit', kit]).status).toBe(0)
    expect(readFileSync(elsewhere, 'utf8')).toBe('as it was')
    expect(readFileSync(join(inbox, 'kit.json'), 'utf8')).toBe('the kit')
  })

  test('an upgrade leaves the inbox to the account', () => {
    run('dpkg', ['--install', newest()], { input: '' })
    expect(modeOf(inbox)).toBe(`${statSync(account.home).uid} 700`)
    expect(existsSync(join(inbox, 'kit.json'))).toBe(true)
  })

  test('a removal takes the program and leaves data and configuration', () => {
    run('dpkg', ['--remove', name], { input: '' })
    expect(existsSync(folder)).toBe(false)
    expect(existsSync(`/usr/bin/${name}`)).toBe(false)
    for (const path of [config, join(inbox, 'kit.json'), join(data(), 'station.db')])
      expect(existsSync(path)).toBe(true)
  })

  test('a purge leaves nothing, and follows no link', () => {
    const elsewhere = join(work, 'a folder')
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, 'file'), '')
    account.ask(['ln', '-s', elsewhere, join(data(), 'link')])
    run('dpkg', ['--purge', name], { input: '' })
    const left = ['/opt', '/usr', '/etc', '/var/lib', account.home].flatMap((root) =>
      run('find', [root, '-xdev', '-iname', '*tor-unveil-login-test*', '-not', '-path', '*/dpkg/*'])
        .split('\n')
        .filter(Boolean),
    )
    expect(left).toEqual([])
    expect(existsSync(join(elsewhere, 'file'))).toBe(true)
    expect(ask('dpkg', ['-s', name]).status).not.toBe(0)
  })
})

/** Entries of the ledger in a database by itself, without what lies in the log beside it. */
const entriesIn = (file: string) => {
  const copy = join(work, 'copy.db')
  copyFileSync(file, copy)
  const db = new Database(copy)
  try {
    return Number(db.prepare('SELECT count(*) FROM ledger').pluck().get())
  } finally {
    db.close()
  }
}

/** The same package as an older version: with a lower number, and with a file that the next one has no more. */
const olderThan = (newest: string) => {
  const tree = join(work, 'older')
  run('dpkg-deb', ['--raw-extract', newest, tree])
  const control = join(tree, 'DEBIAN', 'control')
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 0.0.1'))
  writeFileSync(join(tree, folder, 'resources', 'gone-in-the-next-version'), 'here')
  const older = join(work, 'older.deb')
  run('dpkg-deb', ['-Znone', '--root-owner-group', '--build', tree, older])
  return older
}

// As a desktop has it after the account has signed in.
const withKeyring = `#!/bin/sh
export XDG_CURRENT_DESKTOP=GNOME XDG_RUNTIME_DIR="$HOME/run"
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
exec dbus-run-session -- sh -c '
  printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  exec ${name} "$@"' sh "$@"
`
