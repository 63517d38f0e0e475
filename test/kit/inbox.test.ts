import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { deliver, delivered, isSystem } from '../../main/kit/deliver.ts'
import { inboxFolder } from '../../main/kit/inbox.ts'
import { temporaryFolder } from '../station.ts'
import { ordinaryProcess } from '../tasks/other-process.ts'
import { close, kitKey, kitOf, rosterHeader, run, startTerminal, textOf } from './kits.ts'

const key = kitKey()
const settings = { kit: { publicKey: key.publicKey }, sms: { allowLocal: true } }
const roster = `${rosterHeader}o9,Nine,Constable,Harbour,9876543219,officer\n`
const secret = 'a-secret-of-a-gateway'
const posix = process.platform !== 'win32'

let home = ''
let inbox = ''
beforeEach(() => {
  home = temporaryFolder()
  inbox = join(home, 'inbox')
  mkdirSync(inbox)
})

const lay = (name: string, contents: string, mode = 0o600) => {
  writeFileSync(join(inbox, name), contents)
  chmodSync(join(inbox, name), mode)
}
const secrets = (contents: object = { 'sms.twilio.authToken': secret }) => JSON.stringify(contents)

/** Starts it as for a window, and looks. */
const begin = async () => {
  const station = await startTerminal({ home, settings, inbox })
  const entries = await station.store.newest(['kit_applied', 'kit_refused', 'secret_set'], 9)
  const seen = {
    lifeSeconds: station.config.otp.lifeSeconds,
    trouble: station.kitTrouble,
    officer: (await station.store.officer('o9')).row?.name,
    token: station.keys.secret('sms.twilio.authToken'),
    entries: entries
      .toReversed()
      .map(({ event, actor, subject, outcome, reason }) =>
        [event, actor, event === 'kit_applied' ? '' : subject, outcome, reason ?? ''].join('|'),
      ),
  }
  await close(station)
  return seen
}

const everywhere = () =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))

test('a start applies kit and secrets of its inbox, runs on them at once, and leaves the inbox empty', async () => {
  lay('kit.json', kitOf(key, { settings: { otp: { lifeSeconds: 90 } }, roster }))
  lay('secrets.json', secrets())
  const { entries, ...seen } = await begin()
  expect(seen).toEqual({ lifeSeconds: 90, trouble: undefined, officer: 'Nine', token: secret })
  expect(entries).toEqual([
    expect.stringMatching(/^kit_applied\|terminal\|\|applied\|serial 1 sha256 /),
    'secret_set|terminal|sms.twilio.authToken|sealed|',
  ])
  expect(readdirSync(inbox)).toEqual([])
  expect(everywhere().filter((bytes) => bytes.includes(secret) || bytes.includes('9876543219'))).toEqual([])
  const again = await begin()
  expect(again.entries).toHaveLength(2)
})

test('a kit that mends a terminal whose kit was taken away is applied before anybody is kept out', async () => {
  const text = kitOf(key, { settings: { otp: { lifeSeconds: 90 } } })
  lay('kit.json', text)
  await begin()
  writeFileSync(join(home, 'kit.json'), '{}')
  expect((await begin()).trouble?.code).toBe('kit')
  lay('kit.json', text)
  expect(await begin()).toMatchObject({ lifeSeconds: 90, trouble: undefined })
})

test('a refused kit is put aside once, with its reason in the ledger, and the start goes on', async () => {
  lay('kit.json', kitOf(kitKey(), { settings: { otp: { lifeSeconds: 90 } } }))
  lay('secrets.json', secrets())
  const { entries, lifeSeconds, token } = await begin()
  expect(lifeSeconds).toBe(120)
  expect(token).toBe(secret)
  expect(entries[0]).toContain('kit_refused|terminal|inbox|refused|it was changed, or another computer')
  expect(readdirSync(inbox)).toEqual(['kit.json.refused'])
  expect((await begin()).entries).toHaveLength(entries.length)
})

test.skipIf(!posix)(
  'a kit that the disk has no room for waits, and the start goes on with what there was',
  async () => {
    const text = kitOf(key, { settings: { otp: { lifeSeconds: 90 } } })
    await begin()
    // Nothing can be written where a folder is.
    mkdirSync(join(home, 'kit.next.json'))
    lay('kit.json', text)
    expect(await begin()).toMatchObject({ lifeSeconds: 120, trouble: undefined, entries: [] })
    expect(textOf(inbox, 'kit.json')).toBe(text)
    rmdirSync(join(home, 'kit.next.json'))
    expect(await begin()).toMatchObject({ lifeSeconds: 90, trouble: undefined })
  },
)

test.skipIf(!posix)('secrets that cannot be sealed now wait, unerased, and the start goes on', async () => {
  await begin()
  lay('secrets.json', secrets())
  // The key file is written anew under this name first.
  const draft = join(home, `keys.json.${process.pid}.new`)
  mkdirSync(draft)
  expect((await begin()).token).toBeUndefined()
  expect(textOf(inbox, 'secrets.json')).toBe(secrets())
  rmdirSync(draft)
  expect((await begin()).token).toBe(secret)
  expect(readdirSync(inbox)).toEqual([])
})

describe('secrets are refused, left as they are, and told by no word:', () => {
  test.each<[string, string, number, string]>([
    ['where a group can read them', secrets(), 0o640, 'others than this account can read it'],
    ['where everybody can', secrets(), 0o604, 'others than this account can read it'],
    [
      'under a name that is none',
      secrets({ 'sms.gateway.password': secret }),
      0o600,
      'no secret of that name',
    ],
    [
      'where one of two is no secret',
      secrets({ 'sms.twilio.authToken': secret, 'sms.aws.secretAccessKey': '' }),
      0o600,
      '"sms.aws.secretAccessKey": The secret must have',
    ],
    ['in no object', `["${secret}"]`, 0o600, 'not one { "name": "secret" } object'],
    ['in half a file', secrets().slice(0, -2), 0o600, 'not one { "name": "secret" } object'],
  ])('%s', async (_where, contents, mode, reason) => {
    if (!posix && mode !== 0o600) return
    lay('secrets.json', contents, mode)
    const { entries, token } = await begin()
    expect(token).toBeUndefined()
    expect(entries).toEqual([expect.stringContaining('secret_set|terminal|inbox|refused|')])
    expect(entries[0]).toContain(reason)
    expect(entries[0]).not.toContain(secret)
    expect(textOf(inbox, 'secrets.json.refused')).toBe(contents)
  })
})

test.skipIf(!posix)('a link in the inbox leads nowhere', async () => {
  const other = join(temporaryFolder(), 'other.json')
  writeFileSync(other, secrets(), { mode: 0o600 })
  symlinkSync(other, join(inbox, 'secrets.json'))
  expect((await begin()).token).toBeUndefined()
  expect(readFileSync(other, 'utf8')).toBe(secrets())
})

/** A start under an account that the modes of the files bind. */
const beginBound = async () => JSON.parse((await ordinaryProcess('kit/takes-inbox.ts', home).line()) ?? '')

test.skipIf(!posix)(
  'an inbox that this account cannot enter holds nothing for it, and the log says so once',
  async () => {
    chmodSync(inbox, 0)
    expect(await beginBound()).toEqual({
      refusals: [],
      logged: [expect.stringContaining('is closed to this account')],
    })
    chmodSync(inbox, 0o700)
  },
)

test.skipIf(!posix)(
  'files that this account cannot read, in an inbox that it can enter, are refused',
  async () => {
    lay('kit.json', '', 0)
    lay('secrets.json', '', 0)
    chmodSync(inbox, 0o755)
    expect((await beginBound()).refusals).toEqual([
      'this account cannot read it',
      'it cannot be read and erased by this account',
    ])
  },
)

test('put-secrets seals what a file holds, and erases the file where it lies on the disk', async () => {
  const file = join(temporaryFolder(), 'secrets.json')
  writeFileSync(
    file,
    secrets({ 'sms.twilio.authToken': secret, 'network.proxy': 'http://u:p@proxy.example:1' }),
    {
      mode: 0o600,
    },
  )
  const alias = `${file}.alias`
  linkSync(file, alias)
  const station = await startTerminal({ home, settings })
  const { code, said } = await run(station, { name: 'put-secrets', file })
  expect(code).toBe(0)
  expect(said).toContain('sms.twilio.authToken is sealed')
  expect(said).not.toContain(secret)
  expect(station.keys.secret('sms.twilio.authToken')).toBe(secret)
  expect(station.keys.secret('network.proxy')).toBe('http://u:p@proxy.example:1')
  expect(existsSync(file)).toBe(false)
  expect(readFileSync(alias).every((byte) => byte === 0)).toBe(true)
  expect(await run(station, { name: 'put-secrets', file })).toMatchObject({ code: 1 })
  await close(station)
})

test('an installed program looks for its inbox in one place, whatever the environment says', () => {
  expect(inboxFolder(false, '/anywhere')).toBe(
    posix ? '/var/lib/tor-unveil-login/inbox' : 'C:\\ProgramData\\TOR UNVEIL Login\\inbox',
  )
  expect(inboxFolder(true, home)).toBe(inbox)
})

test('SYSTEM is known by its profile, whatever Windows calls it', () => {
  const profile = { homedir: 'C:\\WINDOWS\\system32\\config\\systemprofile' }
  expect(isSystem(profile, 'win32')).toBe(true)
  expect(isSystem({ homedir: 'C:\\Users\\station' }, 'win32')).toBe(false)
  expect(isSystem(profile, 'linux')).toBe(false)
})

test('what SYSTEM brings waits in the inbox, which is guarded first, for the start under the account', async () => {
  const file = join(temporaryFolder(), 'brought.json')
  const guarded: [string, string, string[]][] = []
  const guard = (folder: string, account: string) =>
    guarded.push([folder, account, readdirSync(folder)] as const as [string, string, string[]])
  const bring = (name: 'apply-kit' | 'put-secrets', contents: string) => {
    writeFileSync(file, contents)
    return deliver({ task: { name, file }, account: 'station', inbox, guard })
  }
  expect(bring('apply-kit', kitOf(key, { settings: { otp: { lifeSeconds: 90 } } }))).toBeUndefined()
  expect(guarded).toEqual([[inbox, 'station', []]])
  expect(bring('put-secrets', secrets())).toBeUndefined()
  expect(delivered({ file })).toContain(`${file} itself stays here: delete it.`)
  expect(readFileSync(file, 'utf8')).toBe(secrets())
  if (posix) chmodSync(join(inbox, 'secrets.json'), 0o600)
  expect(await begin()).toMatchObject({ lifeSeconds: 90, token: secret })
})

test('SYSTEM brings nothing where no account is named, or a file is missing', () => {
  const task = { name: 'apply-kit', file: join(home, 'missing.json') } as const
  const guard = () => undefined
  expect(deliver({ task, account: undefined, inbox, guard })).toContain('names no account')
  expect(deliver({ task, account: 'station', inbox, guard })).toContain('ENOENT')
  expect(deliver({ task: { ...task, preview: true }, account: 'station', inbox, guard })).toContain(
    '--preview',
  )
  expect(readdirSync(inbox)).toEqual([])
})
