import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { runTask, type StationTask } from '../../main/tasks/run-task.ts'
import {
  createTestStation,
  lastCode,
  officer,
  okValue,
  otherThan,
  signIn,
  type TestStation,
  temporaryFolder,
} from '../station.ts'

/** Runs a task; answers its exit code and all that it printed. */
const run = async (station: TestStation, task: StationTask, input = '', development = true) => {
  const lines: string[] = []
  const code = await runTask(task, {
    station,
    print: (line) => lines.push(line),
    readInput: async () => input,
    development,
  })
  return { code, lines, said: lines.join('\n') }
}

const events = ({ home }: TestStation) => {
  const db = new Database(join(home, 'station.db'), { readonly: true })
  const rows = db
    .prepare<[], { event: string; actor: string; subject: string; outcome: string }>(
      'SELECT * FROM ledger ORDER BY seq',
    )
    .all()
  db.close()
  return rows
}

const newFile = (text?: string) => {
  const file = join(temporaryFolder(), 'file')
  if (text !== undefined) writeFileSync(file, text)
  return file
}

const head = 'login_id,name,rank,station,mobile,role\n'

test('import-roster prints how many were added, changed and unchanged, and ends with 0', async () => {
  const station = await createTestStation()
  const file = newFile(`${head}officer_001,Renamed,Sub-Inspector,Harbour,9876543210,officer
officer_002,Second Officer,Constable,Harbour,9876543220,officer
officer_003,Third,Constable,Harbour,9876543230,officer\n`)
  expect(await run(station, { name: 'import-roster', file })).toMatchObject({
    code: 0,
    lines: ['Roster imported: 1 added, 1 changed, 1 unchanged.'],
  })
  expect(events(station).at(-1)).toMatchObject({ event: 'roster_import', actor: 'machine' })
})

test('import-roster prints every bad row with its line and reason, imports nothing, and ends with 1', async () => {
  const station = await createTestStation()
  const [before, ledger] = [await station.store.officers(), events(station)]
  const file = newFile(
    `${head}a,,Constable,Harbour,9876543210,officer\nb,B,Constable,Harbour,98765432,officer\nc,C,Constable,Harbour,9876543230,officer\n`,
  )
  const { code, lines, said } = await run(station, { name: 'import-roster', file })
  expect(code).toBe(1)
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/^line 2: name/)
  expect(lines[1]).toMatch(/^line 3: mobile/)
  expect(lines[2]).toBe('Nothing was imported: 2 mistakes. Correct them and run this again.')
  expect(said).not.toContain('98765')
  expect(await station.store.officers()).toEqual(before)
  expect(events(station)).toEqual(ledger)
})

test('import-roster of a file that is not there says so and ends with 1', async () => {
  const station = await createTestStation()
  const file = join(temporaryFolder(), 'missing.csv')
  const { code, said } = await run(station, { name: 'import-roster', file })
  expect(code).toBe(1)
  expect(said).toContain(`${file} cannot be read`)
  expect((await run(station, { name: 'import-roster', file: temporaryFolder() })).code).toBe(1)
})

test('a long import tells how far it is', async () => {
  const station = await createTestStation()
  const rows = Array.from(
    { length: 20_000 },
    (_, index) => `new_${index},New,Constable,Harbour,${9_000_000_000 + index},officer\n`,
  )
  const { code, lines } = await run(station, { name: 'import-roster', file: newFile(head + rows.join('')) })
  expect(code).toBe(0)
  expect(lines).toEqual([
    'checked 0 of 20000',
    'checked 10000 of 20000',
    'checked 20000 of 20000',
    'Roster imported: 20000 added, 0 changed, 0 unchanged.',
  ])
})

test('unlock lifts the lock of an officer who mistyped three times: he gets a code at once', async () => {
  const station = await createTestStation()
  const { challengeId } = okValue(await station.call('sendOtp', officer))
  for (let by = 1; by <= 3; by += 1) {
    await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station), by) })
  }
  expect(await station.call('sendOtp', officer)).toMatchObject({ ok: false, code: 'locked' })
  expect(await run(station, { name: 'unlock', loginId: ' OFFICER_001 ' })).toEqual({
    code: 0,
    lines: ['officer_001 is unlocked.'],
    said: 'officer_001 is unlocked.',
  })
  expect(events(station).at(-1)).toMatchObject({
    event: 'unlock',
    actor: 'machine',
    subject: 'officer_001',
    outcome: 'lifted',
  })
  await signIn(station)
})

test('unlock of somebody who typed his number for his login ID leaves no number in the ledger', async () => {
  const station = await createTestStation()
  const typed = { loginId: '9876500001', mobileNumber: '9876500001' }
  const { challengeId } = okValue(await station.call('sendOtp', typed))
  for (let n = 0; n < 3; n += 1) await station.call('verifyOtp', { challengeId, otp: '000000' })
  expect(await run(station, { name: 'unlock', loginId: '9876500001' })).toMatchObject({ code: 0 })
  expect(events(station).at(-1)).toMatchObject({ event: 'unlock', subject: '*****', outcome: 'lifted' })
})

test('unlock lifts the lock of one officer only', async () => {
  const station = await createTestStation()
  const lock = async (who: typeof officer) => {
    const { challengeId } = okValue(await station.call('sendOtp', who))
    for (let by = 1; by <= 3; by += 1)
      await station.call('verifyOtp', { challengeId, otp: otherThan(lastCode(station), by) })
  }
  const other = { loginId: 'officer_002', mobileNumber: '9876543220' }
  await lock(officer)
  await lock(other)
  await run(station, { name: 'unlock', loginId: 'officer_002' })
  expect(await station.call('sendOtp', officer)).toMatchObject({ code: 'locked' })
  expect(await station.call('sendOtp', other)).toMatchObject({ ok: true })
})

test('unlock of somebody who is not locked says so, and the ledger does not say that a lock was lifted', async () => {
  const station = await createTestStation()
  const { code, said } = await run(station, { name: 'unlock', loginId: 'officer_002' })
  expect(code).toBe(0)
  expect(said).toBe('officer_002 was not locked.')
  expect(events(station).filter(({ event, outcome }) => event === 'unlock' && outcome === 'lifted')).toEqual(
    [],
  )
})

test('unlock of what is no login ID says so, writes nothing and ends with 1', async () => {
  const station = await createTestStation()
  const ledger = events(station)
  expect(await run(station, { name: 'unlock', loginId: 'not a login ID!' })).toMatchObject({ code: 1 })
  expect(events(station)).toEqual(ledger)
})

/** A token that the station holds, checked as a back end would with these keys. */
const verified = async (station: TestStation, keys: string | Buffer, issuer = 'TOR UNVEIL') => {
  const token = station.sessions.token()
  if (token === undefined) throw new Error('nobody is signed in')
  const options = { issuer, audience: 'tor-unveil', currentDate: new Date(station.clock.wallMs()) }
  if (typeof keys !== 'string') return jwtVerify(token, keys, { ...options, algorithms: ['HS256'] })
  return jwtVerify(token, createLocalJWKSet(JSON.parse(readFileSync(keys, 'utf8'))), {
    ...options,
    algorithms: ['ES256'],
  })
}

test('export-jwks writes the public key with which a back end verifies a real token, and nothing secret', async () => {
  const station = await createTestStation()
  await signIn(station)
  const file = newFile()
  const task = { name: 'export-jwks', file, merge: false } as const
  expect(await run(station, task)).toMatchObject({ code: 0, lines: [`${file} holds 1 public key.`] })
  const { payload, protectedHeader } = await verified(station, file)
  expect(payload).toMatchObject({ sub: 'officer_001', terminal: station.keys.terminal })
  const { keys } = JSON.parse(readFileSync(file, 'utf8'))
  expect(keys).toEqual([
    {
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: protectedHeader.kid,
      alg: 'ES256',
      use: 'sig',
    },
  ])
  expect(events(station).at(-1)).toMatchObject({
    event: 'keys_export',
    actor: 'machine',
    subject: protectedHeader.kid,
  })
})

test('--merge collects the keys of several terminals in one file, each once', async () => {
  const [first, second] = [await createTestStation(), await createTestStation()]
  await signIn(first)
  await signIn(second)
  const file = newFile()
  expect((await run(first, { name: 'export-jwks', file, merge: true })).lines).toEqual([
    `${file} holds 1 public key.`,
  ])
  expect((await run(second, { name: 'export-jwks', file, merge: true })).lines).toEqual([
    `${file} holds 2 public keys.`,
  ])
  expect((await run(first, { name: 'export-jwks', file, merge: true })).lines).toEqual([
    `${file} holds 2 public keys.`,
  ])
  for (const station of [first, second])
    expect((await verified(station, file)).payload.terminal).toBe(station.keys.terminal)
  expect((await run(second, { name: 'export-jwks', file, merge: false })).lines).toEqual([
    `${file} holds 1 public key.`,
  ])
  await expect(verified(first, file)).rejects.toThrow()
})

test.each(['', 'garbage', '[]', '{"keys":5}', '{"keys":[{"kty":"EC"}]}', 'null'])(
  '--merge into a file that is no JSON Web Key Set (%j) writes nothing and ends with 1',
  async (text) => {
    const station = await createTestStation()
    const file = newFile(text)
    const { code, said } = await run(station, { name: 'export-jwks', file, merge: true })
    expect(code).toBe(1)
    expect(said).toContain(`${file} is not a JSON Web Key Set`)
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(events(station).map(({ event }) => event)).not.toContain('keys_export')
  },
)

const hs256 = { token: { algorithm: 'HS256' } }
const secret = 'a secret of the back end, long enough'

test('with HS256 there is no public key to export, whether its secret is sealed or not', async () => {
  const station = await createTestStation({ settings: hs256 })
  const file = newFile()
  for (const input of ['', secret]) {
    if (input) await run(station, { name: 'set-secret', secret: 'token-hs256' }, input)
    const { code, said } = await run(station, { name: 'export-jwks', file, merge: false })
    expect(code).toBe(1)
    expect(said).toContain('HS256')
  }
  expect(existsSync(file)).toBe(false)
})

test('set-secret seals the secret of the back end, which then verifies the tokens of this terminal', async () => {
  const station = await createTestStation({ settings: hs256 })
  const { code, said } = await run(station, { name: 'set-secret', secret: 'token-hs256' }, `${secret}\n`)
  expect(code).toBe(0)
  expect(said).not.toContain(secret)
  expect(events(station).at(-1)).toMatchObject({
    event: 'secret_set',
    actor: 'machine',
    subject: 'token-hs256',
  })
  await signIn(station)
  const { payload, protectedHeader } = await verified(station, Buffer.from(secret))
  expect(payload.sub).toBe('officer_001')
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' })
  await expect(verified(station, Buffer.from(`${secret}!`))).rejects.toThrow()
  expect(readFileSync(join(station.home, 'keys.json'), 'utf8')).not.toContain(secret)
})

test.each([
  ['31 bytes', 'x'.repeat(31), 1],
  ['31 bytes and a line end', `${'x'.repeat(31)}\r\n`, 1],
  ['nothing', '', 1],
  ['32 bytes', 'x'.repeat(32), 0],
  ['32 bytes in 16 letters', 'é'.repeat(16), 0],
  ['a thousand bytes', 'x'.repeat(1000), 0],
])('set-secret of %s ends as it must', async (_what, input, expected) => {
  const station = await createTestStation({ settings: hs256 })
  const { code } = await run(station, { name: 'set-secret', secret: 'token-hs256' }, input)
  expect(code).toBe(expected)
  expect(station.keys.secret('token-hs256') !== undefined).toBe(expected === 0)
  expect(events(station).some(({ event }) => event === 'secret_set')).toBe(expected === 0)
})

test.each(['token-es256', 'other', '', '__proto__'])(
  'set-secret of the name %j says which names there are, and replaces no key',
  async (name) => {
    const station = await createTestStation()
    const key = station.keys.secret('token-es256')
    const { code, said } = await run(station, { name: 'set-secret', secret: name }, 'x'.repeat(64))
    expect(code).toBe(1)
    expect(said).toContain('token-hs256')
    expect(station.keys.secret('token-es256')).toBe(key)
  },
)

test('ES256 tokens name their key by its thumbprint', async () => {
  const station = await createTestStation()
  await signIn(station)
  const { kid, alg } = decodeProtectedHeader(station.sessions.token() ?? '')
  expect(alg).toBe('ES256')
  expect(kid).toBe((await station.tokens.publicKey())?.kid)
})

test.skipIf(process.platform === 'win32')(
  'an exported key set is a whole file or none: no draft is left beside it',
  async () => {
    const station = await createTestStation()
    const folder = temporaryFolder()
    await run(station, { name: 'export-jwks', file: join(folder, 'keys.json'), merge: true })
    await run(station, { name: 'export-jwks', file: join(folder, 'keys.json'), merge: true })
    expect(statSync(join(folder, 'keys.json')).size).toBeGreaterThan(100)
    expect((await import('node:fs')).readdirSync(folder)).toEqual(['keys.json'])
  },
)
