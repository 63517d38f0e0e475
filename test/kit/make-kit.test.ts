import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKit } from '../../main/kit/kit-file.ts'
import { checkConfigTask } from '../../main/tasks/check-config.ts'
import { temporaryFolder } from '../station.ts'
import { close, openTerminal, rosterHeader, run, startTerminal } from './kits.ts'

const sample = readFileSync(join(import.meta.dirname, '../../assets/config.sample.json'), 'utf8')
const good = JSON.parse(sample)
const rosterText = `${rosterHeader}o1,One,Constable,Harbour,9876543210,officer\n`

const fileWith = (contents: unknown, name = 'config.json') => {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, typeof contents === 'string' ? contents : JSON.stringify(contents))
  return file
}

const check = (contents: unknown) => {
  const lines: string[] = []
  const code = checkConfigTask({ file: fileWith(contents) }, { print: (line) => lines.push(line) })
  return { code, said: lines.join('\n') }
}

test('check-config finds nothing wrong in a good file, and says what is still to be sealed', () => {
  const { code, said } = check(good)
  expect(said).toContain('has no mistakes')
  expect(said).toContain('to be sealed at each terminal: sms.vonage.apiSecret')
  expect(code).toBe(0)
})

test('check-config tells every mistake at once: of form, of the texts, and what is missing', () => {
  const { code, said } = check({
    otp: { lifeSeconds: 1 },
    sms: {
      gateways: ['vonage', 'twilio'],
      templates: {
        en: {
          text: 'No code in here',
          brand: 'TOR UNVEIL',
          header: 'TNPOLS',
          entityId: '1',
          templateId: '2',
        },
      },
    },
  })
  expect(code).toBe(1)
  for (const path of ['otp.lifeSeconds', 'sms.templates.en.text']) {
    expect(said).toContain(`mistake: ${path}`)
  }
  expect(said).toContain('mistake: sms.vonage.apiKey: is missing')
})

test('check-config refuses secrets, files that are none, and files that are not there', () => {
  const secret = check({ sms: { ...good.sms, vonage: { ...good.sms.vonage, apiSecret: 'hidden-value' } } })
  expect(secret.code).toBe(1)
  expect(secret.said).toContain('mistake: sms.vonage.apiSecret: a secret')
  expect(secret.said).not.toContain('hidden-value')
  expect(check('{ "otp": ')).toMatchObject({ code: 1, said: expect.stringContaining('not valid JSON') })
  const lines: string[] = []
  const file = join(temporaryFolder(), 'missing.json')
  expect(checkConfigTask({ file }, { print: (line) => lines.push(line) })).toBe(1)
  expect(lines.join()).toContain('there is no such file')
})

test('check-config knows a machine’s file, whose gateways a kit will bring', async () => {
  const station = await openTerminal(temporaryFolder())
  const keyFile = join(temporaryFolder(), 'kit.key')
  await run(station, { name: 'export-kit-key', file: keyFile })
  await close(station)
  const publicKey = readFileSync(keyFile, 'utf8').trim()
  expect(check({ account: 'station', kiosk: true, kit: { publicKey } })).toMatchObject({ code: 0 })
  expect(check({ account: 'station', kiosk: true })).toMatchObject({ code: 1 })
  expect(check({ kit: { publicKey: 'AAAA' } }).said).toContain('not a public key that --export-kit-key wrote')
})

const maker = async () => {
  const station = await openTerminal(temporaryFolder())
  const out = temporaryFolder()
  const keyFile = join(out, 'kit.key')
  await run(station, { name: 'export-kit-key', file: keyFile })
  const publicKey = readFileSync(keyFile, 'utf8').trim()
  const make = (name: string, config: unknown = good, roster?: string) =>
    run(station, {
      name: 'make-kit',
      file: join(out, name),
      config: fileWith(config),
      ...(roster !== undefined && { roster: fileWith(roster, 'roster.csv') }),
    })
  const open = (name: string) => {
    const opened = openKit({ bytes: readFileSync(join(out, name)), publicKey })
    if (opened.kind === 'refused') throw new Error(opened.reason)
    return opened.kit
  }
  return { station, out, publicKey, make, open }
}

test('make-kit signs configuration and roster for whoever has the exported key, and the ledger tells', async () => {
  const { station, out, publicKey, make, open } = await maker()
  const { code, said } = await make('kit.json', good, rosterText)
  expect(code).toBe(0)
  expect(said).toContain('configuration and 1 officers')
  expect(said).toContain('confidential')
  const kit = open('kit.json')
  expect(JSON.parse(kit.configuration)).toEqual(good)
  expect(kit.roster).toBe(rosterText)
  if (process.platform !== 'win32') expect(statSync(join(out, 'kit.json')).mode & 0o777).toBe(0o600)
  const [made] = await station.store.newest(['kit_made'], 1)
  expect(made).toMatchObject({ actor: 'machine', outcome: 'made', reason: `serial ${kit.serial}` })
  const terminal = await startTerminal({ home: temporaryFolder(), settings: { kit: { publicKey } } })
  const applied = await run(terminal, { name: 'apply-kit', file: join(out, 'kit.json') })
  expect(applied.said).toContain('is not taken: sms.gateways')
  await close(terminal)
  await close(station)
})

test('each kit has a greater number than the one before, also within a second', async () => {
  const { station, make, open } = await maker()
  const names = ['1.json', '2.json', '3.json', '4.json']
  for (const name of names) await make(name)
  const serials = names.map((name) => open(name).serial)
  expect(serials).toEqual([...new Set(serials)].sort((a, b) => a - b))
  expect(serials).toHaveLength(4)
  await close(station)
})

test.each<[string, unknown, string | undefined, string]>([
  ['a configuration with a mistake', { otp: { lifeSeconds: 1 } }, undefined, 'otp.lifeSeconds'],
  ['one without gateways', {}, undefined, 'sms.gateways: is missing'],
  [
    'one with a secret',
    { sms: { gateways: ['twilio'], twilio: { authToken: 'hidden-value' } } },
    undefined,
    'a secret',
  ],
  ['one of a machine', { ...good, account: 'station' }, undefined, 'account: belongs into the file of each'],
  ['a roster with a mistake', good, `${rosterHeader}o1,One,Constable,Harbour,12,officer\n`, 'line 2: mobile'],
])('make-kit makes none of %s', async (_what, config, roster, reason) => {
  const { station, out, make } = await maker()
  const { code, said } = await make('kit.json', config, roster)
  expect(code).toBe(1)
  expect(said).toContain(reason)
  expect(said).toContain('No kit was made.')
  expect(said).not.toContain('hidden-value')
  expect(existsSync(join(out, 'kit.json'))).toBe(false)
  expect(await station.store.newest(['kit_made'], 1)).toEqual([])
  await close(station)
})

test('make-kit overwrites nothing, and says where it cannot write', async () => {
  const { station, out, make } = await maker()
  writeFileSync(join(out, 'kit.json'), 'something else')
  expect(await make('kit.json')).toMatchObject({ code: 1 })
  expect(readFileSync(join(out, 'kit.json'), 'utf8')).toBe('something else')
  expect((await make('missing/kit.json')).said).toContain('cannot be written')
  await close(station)
})

test('the key that signs kits is not the one that signs the ledger, and stays the same', async () => {
  const { station, out, publicKey } = await maker()
  const again = join(out, 'again.key')
  const { said } = await run(station, { name: 'export-kit-key', file: again })
  expect(readFileSync(again, 'utf8')).toBe(`${publicKey}\n`)
  expect(said).toContain(`"kit": { "publicKey": "${publicKey}" }`)
  expect(station.signer.publicKey().replaceAll('\n', '')).not.toContain(publicKey)
  await close(station)
})
