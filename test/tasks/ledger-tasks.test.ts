import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { maskedLog } from '../../main/log.ts'
import { runTask, type StationTask } from '../../main/tasks/run-task.ts'
import { work } from '../../main/work.ts'
import { createTestStation, signIn, type TestStation, temporaryFolder, testSurroundings } from '../station.ts'

/** Runs a task; answers its exit code and all that it printed. */
const run = async (station: TestStation, task: StationTask) => {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const code = await runTask(task, { station, print, readInput: async () => '', development: true })
  return { code, lines, said: lines.join('\n') }
}

const edit = ({ home }: { home: string }, sql: string) => {
  const db = new Database(join(home, 'station.db'))
  db.exec(sql)
  db.close()
}

/** A terminal that was used and closed, and starts again once somebody has been there. */
const usedTerminal = async (sql = '') => {
  const station = await createTestStation()
  await signIn(station)
  await station.close()
  if (sql !== '') edit(station, sql)
  return createTestStation({ home: station.home, clock: station.clock })
}

const lastEntry = async ({ records }: TestStation) => (await records.ledgerEnd())?.seq ?? 0

test('verify-ledger says that a ledger is whole and how many entries it has, and ends with 0', async () => {
  const station = await usedTerminal()
  const entries = await lastEntry(station)
  expect(await run(station, { name: 'verify-ledger' })).toEqual({
    code: 0,
    lines: [`The ledger is whole: ${entries} entries.`],
    said: `The ledger is whole: ${entries} entries.`,
  })
})

test.each([
  ['changed', `UPDATE ledger SET actor = 'admin_001' WHERE seq = 2`, 2, 'it was changed'],
  ['deleted', 'DELETE FROM ledger WHERE seq = 2', 2, 'it is missing'],
  [
    'put in',
    `UPDATE ledger SET seq = -seq WHERE seq > 1; UPDATE ledger SET seq = 1 - seq WHERE seq < 0;
     INSERT INTO ledger SELECT 2, at, steady_at, terminal, actor, event, subject, outcome, reason, mac FROM ledger WHERE seq = 1`,
    2,
    'it was put in',
  ],
  [
    'moved',
    `UPDATE ledger SET seq = -1 WHERE seq = 1; UPDATE ledger SET seq = 1 WHERE seq = 3; UPDATE ledger SET seq = 3 WHERE seq = -1`,
    1,
    'it was changed',
  ],
])('verify-ledger names the entry that was %s, and ends with 2', async (_what, sql, seq, why) => {
  const station = await usedTerminal(sql)
  const { code, said } = await run(station, { name: 'verify-ledger' })
  expect(code).toBe(2)
  expect(said).toContain(`The ledger is broken at entry ${seq}: ${why}`)
})

test('verify-ledger names where a ledger was cut off, by the head, though the program has written since', async () => {
  const station = await createTestStation()
  for (let round = 0; round < 2; round += 1) await signIn(station)
  await station.close()
  edit(station, 'DELETE FROM ledger WHERE seq > 2')
  const next = await createTestStation({ home: station.home, clock: station.clock })
  expect(next.head.state()).toBe('behind')
  const { code, said } = await run(next, { name: 'verify-ledger' })
  expect(code).toBe(2)
  expect(said).toMatch(
    /^The ledger is broken at entry \d+: (the ledger ends before it|the entry in its place)/,
  )
})

test('verify-ledger takes the file of another terminal for what it is', async () => {
  const [station, other] = [await createTestStation(), await createTestStation()]
  for (const terminal of [station, other]) {
    await signIn(terminal)
    await terminal.close()
  }
  rmSync(join(station.home, 'station.db'))
  copyFileSync(join(other.home, 'station.db'), join(station.home, 'station.db'))
  const next = await createTestStation({ home: station.home, clock: station.clock })
  const { code, said } = await run(next, { name: 'verify-ledger' })
  expect([code, said]).toEqual([2, expect.stringContaining('broken at entry 1: the entry in its place')])
})

test('verify-ledger for the window prints how far it is, and what it found as JSON', async () => {
  const station = await usedTerminal()
  const entries = await lastEntry(station)
  const whole = await run(station, { name: 'verify-ledger', progress: true })
  expect(whole.lines).toEqual([
    `progress 0 ${entries}`,
    `progress ${entries} ${entries}`,
    JSON.stringify({ kind: 'whole', entries }),
  ])
  edit(station, `UPDATE ledger SET actor = 'admin_001' WHERE seq = 2`)
  const broken = await run(station, { name: 'verify-ledger', progress: true })
  expect(broken.code).toBe(2)
  expect(JSON.parse(broken.lines.at(-1) ?? '')).toEqual({ kind: 'broken', seq: 2, why: 'changed' })
})

/** On a computer that is no terminal: nothing is opened. */
const verifyElsewhere = async (file: string, key: string) => {
  const out = join(temporaryFolder(), 'said.txt')
  const code = await work({
    task: { name: 'verify-export', file, key },
    out,
    ...testSurroundings(),
    open: () => Promise.reject(new Error('this computer is no terminal')),
    report: (cause) => {
      throw cause
    },
    development: true,
    log: maskedLog(() => undefined),
  })
  return { code, said: readFileSync(out, 'utf8') }
}

const exportTo = async (station: TestStation, format: 'csv' | 'jsonl') => {
  const folder = temporaryFolder()
  const [file, key] = [join(folder, `ledger.${format}`), join(folder, 'public.pem')]
  const ledger = await run(station, { name: 'export-ledger', file, format })
  const publicKey = await run(station, { name: 'export-public-key', file: key })
  return { file, key, ledger, publicKey }
}

test.each(['csv', 'jsonl'] as const)(
  'an export as %s is verified with the public key only, and not after one changed byte',
  async (format) => {
    const station = await usedTerminal()
    const entries = await lastEntry(station)
    const { file, key, ledger, publicKey } = await exportTo(station, format)
    expect([ledger.code, publicKey.code]).toEqual([0, 0])
    expect(ledger.said).toContain(`${file} holds ${entries} entries`)
    expect(ledger.said).toContain(`The ledger is whole: ${entries} entries.`)
    const mark = publicKey.said.match(/Mark: (\S+)/)?.[1] ?? 'none'
    expect(ledger.said).toContain(mark)
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(
      entries + (format === 'csv' ? 1 : 0),
    )
    const good = await verifyElsewhere(file, key)
    expect(good).toMatchObject({ code: 0, said: expect.stringContaining(mark) })

    const bytes = readFileSync(file)
    for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(file, changed)
      const bad = await verifyElsewhere(file, key)
      expect(bad).toMatchObject({ code: 1, said: expect.stringContaining('NOT') })
    }
    writeFileSync(file, bytes)
    const signature = readFileSync(`${file}.sig`)
    signature[5] = (signature[5] ?? 0) ^ 1
    writeFileSync(`${file}.sig`, signature)
    expect(await verifyElsewhere(file, key)).toMatchObject({ code: 1 })
  },
)

test('another terminal’s key, no key and no signature verify nothing, and say why', async () => {
  const [station, other] = [await usedTerminal(), await usedTerminal()]
  const { file, key } = await exportTo(station, 'csv')
  const others = await exportTo(other, 'csv')
  expect(await verifyElsewhere(file, others.key)).toMatchObject({
    code: 1,
    said: expect.stringContaining('NOT'),
  })
  expect(await verifyElsewhere(file, file)).toMatchObject({
    code: 1,
    said: expect.stringContaining('is not a public key'),
  })
  rmSync(`${file}.sig`)
  expect(await verifyElsewhere(file, key)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${file}.sig cannot be read`),
  })
})

const hasOpenssl = () => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL 3')
  } catch {
    return false
  }
}

test.skipIf(!hasOpenssl())('openssl verifies an export as the handbook says', async () => {
  const { file, key } = await exportTo(await usedTerminal(), 'jsonl')
  const args = [
    'pkeyutl',
    '-verify',
    '-pubin',
    '-inkey',
    key,
    '-rawin',
    '-in',
    file,
    '-sigfile',
    `${file}.sig`,
  ]
  expect(execFileSync('openssl', args, { encoding: 'utf8' })).toContain('Verified Successfully')
})

test('an export is written down with its SHA-256, and its public key with its mark', async () => {
  const station = await usedTerminal()
  const entries = await lastEntry(station)
  const { file, publicKey } = await exportTo(station, 'jsonl')
  const sha256 = execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64)
  expect(await station.store.newest(['ledger_export', 'keys_export'], 2)).toMatchObject([
    { event: 'keys_export', actor: 'machine', subject: publicKey.said.match(/Mark: (\S+)/)?.[1] },
    {
      event: 'ledger_export',
      actor: 'machine',
      outcome: 'exported',
      reason: `jsonl ${entries} entries sha256 ${sha256}`,
    },
  ])
})

test('an export holds no number and no key, is for this account only and leaves nothing beside it', async () => {
  const station = await usedTerminal()
  const { file, key } = await exportTo(station, 'csv')
  expect(readFileSync(file, 'utf8')).not.toMatch(/9876543210|PRIVATE/)
  expect(readFileSync(key, 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  expect(readdirSync(join(file, '..')).sort()).toEqual(['ledger.csv', 'ledger.csv.sig', 'public.pem'])
  if (process.platform === 'win32') return
  for (const name of [file, `${file}.sig`]) expect(statSync(name).mode & 0o777).toBe(0o600)
})

test('a broken ledger is exported with the entry named, and ends with 0: what is left of it is evidence', async () => {
  const station = await usedTerminal(`UPDATE ledger SET actor = 'nobody' WHERE seq = 2`)
  const { file, key, ledger } = await exportTo(station, 'csv')
  expect(ledger).toMatchObject({
    code: 0,
    said: expect.stringContaining('broken at entry 2: it was changed'),
  })
  const proven = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(',').at(-1))
  expect(proven.slice(0, 4)).toEqual(['proven', 'yes', 'no', 'no'])
  expect((await verifyElsewhere(file, key)).code).toBe(0)
})

test('an export takes the place of an older one; to where nothing can be written it says so and writes no entry', async () => {
  const station = await usedTerminal()
  const { file, key } = await exportTo(station, 'csv')
  await run(station, { name: 'export-ledger', file, format: 'csv' })
  expect((await verifyElsewhere(file, key)).code).toBe(0)
  const before = await lastEntry(station)
  const missing = join(temporaryFolder(), 'missing', 'ledger.csv')
  for (const task of [
    { name: 'export-ledger', file: missing, format: 'csv' } as const,
    { name: 'export-public-key', file: missing } as const,
  ]) {
    const { code, said } = await run(station, task)
    expect([code, said]).toEqual([1, expect.stringContaining(`${missing} cannot be written`)])
  }
  expect(await lastEntry(station)).toBe(before)
})

test('a terminal keeps its key for exports over restarts', async () => {
  const station = await usedTerminal()
  const { file } = await exportTo(station, 'csv')
  await station.close()
  const next = await createTestStation({ home: station.home, clock: station.clock })
  const { key } = await exportTo(next, 'csv')
  expect((await verifyElsewhere(file, key)).code).toBe(0)
})
