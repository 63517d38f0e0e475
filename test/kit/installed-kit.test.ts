import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Station } from '../../main/compose.ts'
import { createChain } from '../../main/ledger/chain.ts'
import { pruneLedger } from '../../main/ledger/prune.ts'
import { temporaryFolder } from '../station.ts'
import { close, kitKey, kitOf, openTerminal, rosterHeader, run, startTerminal, textOf } from './kits.ts'

const key = kitKey()
const machine = {
  kit: { publicKey: key.publicKey },
  session: { idleMinutes: 9 },
  sms: { allowLocal: true },
}
const settings = { otp: { lifeSeconds: 90 }, session: { idleMinutes: 30 } }
const roster = `${rosterHeader}admin_9,Nine,Inspector,Harbour,9876543219,administrator\n`

let home = ''
beforeEach(() => {
  home = temporaryFolder()
})

const fileOf = (text: string) => {
  const file = join(temporaryFolder(), 'kit.json')
  writeFileSync(file, text)
  return file
}

/** Runs `--apply-kit` as a program of its own. */
const apply = async (text: string, preview = false) => {
  const station = await startTerminal({ home, settings: machine })
  const task = { name: 'apply-kit' as const, file: fileOf(text), ...(preview && { preview: true as const }) }
  const outcome = await run(station, task)
  await close(station)
  return outcome
}

/** Starts the terminal, looks, and ends it. */
const look = async <Seen>(see: (station: Station) => Seen, own: Record<string, unknown> = machine) => {
  const station = await startTerminal({ home, settings: own })
  const seen = see(station)
  await close(station)
  return seen
}
const lifeSeconds = ({ config }: Station) => config.otp.lifeSeconds
const trouble = ({ kitTrouble }: Station) => kitTrouble?.details.join('\n')

const state = () => ({
  files: readdirSync(home)
    .filter((name) => name.startsWith('kit'))
    .map((name) => [name, textOf(home, name)]),
  ledger: events(),
})
const events = () => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], { event: string; reason: string | null }>(
      'SELECT event, actor, outcome, reason FROM ledger ORDER BY seq',
    )
    .all()
  db.close()
  return rows
}
const edit = (sql: string) => {
  const db = new Database(join(home, 'station.db'))
  db.exec(sql)
  db.close()
}

test('a kit brings settings and officers in one step; the file of the machine wins over its settings', async () => {
  const { code, said } = await apply(kitOf(key, { serial: 3, settings, roster }))
  expect(code).toBe(0)
  expect(said).toContain('otp.lifeSeconds: 120 becomes 90')
  expect(said).not.toContain('idleMinutes')
  expect(said).toContain('roster: add admin_9')
  expect(said).toContain('1 added, 0 changed, 0 unchanged')
  const station = await startTerminal({ home, settings: machine })
  expect(station.kitTrouble).toBeUndefined()
  expect(station.config).toMatchObject({ otp: { lifeSeconds: 90 }, session: { idleMinutes: 9 } })
  expect((await station.store.officer('admin_9')).row?.name).toBe('Nine')
  await close(station)
  expect(events().slice(-2)).toEqual([
    expect.objectContaining({ event: 'roster_import', outcome: 'imported' }),
    expect.objectContaining({
      event: 'kit_applied',
      actor: 'machine',
      outcome: 'applied',
      reason: expect.stringMatching(/^serial 3 sha256 [0-9a-f]{64}$/),
    }),
  ])
})

test('no whole mobile number of a kit stays on the terminal', async () => {
  await apply(kitOf(key, { settings, roster }))
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
  expect(files).toContain('kit.json')
  const holding = files.filter((name) => !name.includes('log') && textOf(home, name).includes('9876543219'))
  expect(holding).toEqual([])
})

test('a preview says what a kit would change and changes nothing', async () => {
  await look(() => undefined)
  const before = state()
  const { code, said } = await apply(kitOf(key, { settings, roster }), true)
  expect(code).toBe(0)
  expect(said).toContain('otp.lifeSeconds: 120 becomes 90')
  expect(said).toContain('Nothing was changed.')
  expect(state()).toEqual(before)
})

test('the same kit once more is no refusal, and brings back its file', async () => {
  const text = kitOf(key, { settings })
  await apply(text)
  const installed = textOf(home, 'kit.json')
  rmSync(join(home, 'kit.json'))
  expect(await look(trouble)).toContain('it is missing; the ledger tells of kit 1')
  expect(await apply(text)).toMatchObject({ code: 0, said: 'Kit 1 is installed already.' })
  expect(textOf(home, 'kit.json')).toBe(installed)
  expect(await look(trouble)).toBeUndefined()
})

describe('a kit is refused with the reason, and changes nothing:', () => {
  const other = kitKey()
  test.each<[string, string, string]>([
    ['another signer', kitOf(other, { serial: 9, settings }), 'another computer signed it'],
    ['an older one', kitOf(key, { serial: 4, settings }), 'not newer than kit 5, which is installed'],
    ['one of the same number', kitOf(key, { serial: 5, settings: {} }), 'not newer than kit 5'],
    [
      'a mistake in its settings',
      kitOf(key, { serial: 9, settings: { otp: { lifeSeconds: 1 } } }),
      'otp.lifeSeconds',
    ],
    [
      'a server without TLS',
      kitOf(key, {
        serial: 9,
        settings: { store: { kind: 'redis', station: 'harbour', url: 'redis://10.0.0.1:6379' } },
      }),
      'must begin with rediss://',
    ],
    [
      'the account of a machine',
      kitOf(key, { serial: 9, settings: { account: 'somebody' } }),
      'account: belongs into the file of each machine',
    ],
    [
      'another key for kits',
      kitOf(key, { serial: 9, settings: { kit: { publicKey: other.publicKey } } }),
      'kit: belongs into the file of each machine',
    ],
    [
      'weaker keys',
      kitOf(key, { serial: 9, settings: { keys: { allowUnprotected: true } } }),
      'keys: belongs into the file of each machine',
    ],
    [
      'a secret',
      kitOf(key, { serial: 9, settings: { sms: { twilio: { authToken: 'hidden-value' } } } }),
      'sms.twilio.authToken: a secret',
    ],
    [
      'a roster with a mistake',
      kitOf(key, { serial: 9, settings, roster: `${rosterHeader}bad id!,N,R,S,9876543210,officer\n` }),
      'roster, line 2: login_id',
    ],
    [
      'a roster that leaves nobody to administer',
      kitOf(key, {
        serial: 9,
        settings,
        roster: `${rosterHeader}admin_9,Nine,Inspector,Harbour,9876543219,officer\n`,
      }),
      'nobody would be left who may administer',
    ],
    [
      'a roster and another place for it',
      kitOf(key, {
        serial: 9,
        settings: { store: { kind: 'redis', station: 'harbour', url: 'redis://127.0.0.1:6379' } },
        roster,
      }),
      'where the roster lies',
    ],
  ])('%s', async (_what, text, reason) => {
    await apply(kitOf(key, { serial: 5, settings, roster }))
    const before = state()
    for (const preview of [true, false]) {
      const { code, said } = await apply(text, preview)
      if (preview && reason.startsWith('nobody')) continue
      expect(said).toContain(reason)
      expect(said).toContain('Nothing was changed.')
      expect(said).not.toContain('hidden-value')
      expect(code).toBe(1)
    }
    expect(state().ledger).toEqual(before.ledger)
    expect(textOf(home, 'kit.json')).toBe(before.files.find(([name]) => name === 'kit.json')?.[1])
    expect(await look(lifeSeconds)).toBe(90)
    expect(await look(trouble)).toBeUndefined()
  })
})

test('a terminal whose file names no key takes no kit, and says what to do', async () => {
  const station = await startTerminal({ home, settings: {} })
  const { code, said } = await run(station, { name: 'apply-kit', file: fileOf(kitOf(key)) })
  await close(station)
  expect(code).toBe(1)
  expect(said).toContain('kit.publicKey, as --export-kit-key writes it')
})

describe('an installed kit is looked at whenever the program starts:', () => {
  const [first, second] = [kitOf(key, { serial: 1, settings }), kitOf(key, { serial: 2 })]

  test('a changed byte', async () => {
    await apply(first)
    writeFileSync(join(home, 'kit.json'), textOf(home, 'kit.json').replace('90', '99'))
    expect(await look(lifeSeconds)).toBe(120)
    expect(await look(trouble)).toContain('its parts were changed')
  })

  test('an older one that was put back', async () => {
    await apply(first)
    copyFileSync(join(home, 'kit.json'), join(home, 'old'))
    await apply(second)
    copyFileSync(join(home, 'old'), join(home, 'kit.json'))
    expect(await look(trouble)).toContain('it is kit 1; the ledger tells of kit 2')
    await apply(second)
    expect(await look(trouble)).toBeUndefined()
  })

  test('one that was never applied here', async () => {
    await look(() => undefined)
    writeFileSync(join(home, 'kit.json'), first)
    expect(await look(trouble)).toContain('tells of no kit')
  })

  test('an entry of the ledger that somebody changed to fit', async () => {
    await apply(first)
    copyFileSync(join(home, 'kit.json'), join(home, 'old'))
    const [{ reason = '' } = {}] = events().filter(({ event }) => event === 'kit_applied')
    await apply(second)
    copyFileSync(join(home, 'old'), join(home, 'kit.json'))
    edit(`UPDATE ledger SET reason = '${reason}' WHERE event = 'kit_applied'`)
    expect(await look(trouble)).toContain('somebody has changed what the ledger tells')
  })

  test('a key that is missing in the file of the machine', async () => {
    await apply(first)
    expect(await look(trouble, {})).toContain('kit.publicKey is missing')
    rmSync(join(home, 'kit.json'))
    expect(await look(trouble, {})).toBeUndefined()
  })

  test('one that was there before the ledger lost its older entries', async () => {
    await apply(first)
    const station = await openTerminal(home, machine)
    await station.store.note({ event: 'unlock', actor: 'machine', subject: 'o1', outcome: 'lifted' })
    edit('UPDATE ledger SET at = 0, steady_at = seq - 1000000 WHERE seq < (SELECT max(seq) FROM ledger)')
    const { records, clock } = station
    const chain = createChain(station.keys.vault)
    rewrite(chain)
    await pruneLedger({ records, chain, signer: station.signer, clock, keepMs: 1000 })
    await close(station)
    expect(events().some(({ event }) => event === 'ledger_prune')).toBe(true)
    expect(events().filter(({ event }) => event === 'kit_applied')).toEqual([
      expect.objectContaining({ actor: 'machine', outcome: 'applied' }),
    ])
    expect(await look(trouble)).toBeUndefined()
    expect(await look(lifeSeconds)).toBe(90)
  })
})

/** Makes the MACs fit rows whose times a test has changed. */
const rewrite = (chain: ReturnType<typeof createChain>) => {
  const db = new Database(join(home, 'station.db'))
  let previous: Buffer = Buffer.alloc(0)
  const rows = db
    .prepare<[], Parameters<typeof chain>[1] & { reason: string }>(
      'SELECT seq, at, steady_at AS steadyAt, terminal, actor, event, subject, outcome, reason FROM ledger ORDER BY seq',
    )
    .all()
  for (const row of rows) {
    previous = chain(previous, row)
    db.prepare('UPDATE ledger SET mac = ? WHERE seq = ?').run(previous, row.seq)
  }
  db.close()
}

describe('power fails while a kit is applied:', () => {
  const [first, second] = [kitOf(key, { serial: 1, settings }), kitOf(key, { serial: 2, roster })]
  const file = (name: string) => join(home, name)

  /** The data folder before the second kit, and with it. */
  const folders = async () => {
    await apply(first)
    const before = home
    home = temporaryFolder()
    for (const name of readdirSync(before)) copyFileSync(join(before, name), file(name))
    await apply(second)
    return { before, after: home }
  }

  test('before the step that counts: the first kit holds, and the second can be applied', async () => {
    const { before, after } = await folders()
    home = before
    copyFileSync(join(after, 'kit.json'), file('kit.next.json'))
    expect(await look(lifeSeconds)).toBe(90)
    expect(await look(trouble)).toBeUndefined()
    expect(await apply(second)).toMatchObject({ code: 0 })
    expect(await look(lifeSeconds)).toBe(120)
    expect(existsSync(file('kit.next.json'))).toBe(false)
  })

  test('behind it, with the first kit still in place: the next start puts the second one there and runs on it', async () => {
    const { before, after } = await folders()
    copyFileSync(join(after, 'kit.json'), file('kit.next.json'))
    copyFileSync(join(before, 'kit.json'), file('kit.json'))
    expect(await look(lifeSeconds)).toBe(120)
    expect(await look(trouble)).toBeUndefined()
    expect(JSON.parse(readFileSync(file('kit.json'), 'utf8')).manifest).toContain('"serial":2')
    expect(existsSync(file('kit.next.json'))).toBe(false)
  })

  test('when all is done but the clearing up: the second kit holds', async () => {
    const { after } = await folders()
    copyFileSync(join(after, 'kit.json'), file('kit.next.json'))
    expect(await look(lifeSeconds)).toBe(120)
    expect(await look(trouble)).toBeUndefined()
  })
})
