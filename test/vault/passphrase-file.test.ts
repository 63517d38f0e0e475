import { expect, test } from 'vitest'
import { openWithPassphrase, parsePassphrase, sealWithPassphrase } from '../../main/vault/passphrase-file.ts'

const kind = 'station-key'
const passphrase = 'correct horse battery'
const text = 'what nobody else may read'
const lowCost = 2 ** 10

const seal = ({ cost = lowCost } = {}) => sealWithPassphrase({ kind, text, passphrase, cost })
const open = (contents: string, others: { kind?: string; passphrase?: string } = {}) =>
  openWithPassphrase({ kind, contents, passphrase, ...others })

test('what a passphrase sealed it opens, at the cost of the program: 128 MB for each try', async () => {
  const contents = await sealWithPassphrase({ kind, text, passphrase })
  expect(JSON.parse(contents).kdf).toEqual({ name: 'scrypt', N: 131_072, r: 8, p: 1 })
  expect(await open(contents)).toEqual({ kind: 'opened', text })
})

test('the file shows neither text nor passphrase, and no two files are alike', async () => {
  const [contents, another] = [await seal(), await seal()]
  for (const secret of [text, passphrase]) {
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      expect(contents).not.toContain(Buffer.from(secret).toString(encoding).replace(/=+$/, ''))
    }
  }
  const [one, other] = [JSON.parse(contents), JSON.parse(another)]
  expect(one.salt).not.toBe(other.salt)
  expect(one.sealed).not.toBe(other.sealed)
})

test.each(['correct horse batterz', 'Correct horse battery', 'correct horse battery ', ''])(
  'the passphrase %j is wrong',
  async (wrong) => {
    expect(await open(await seal(), { passphrase: wrong })).toEqual({ kind: 'wrong_passphrase' })
  },
)

test('a file in which one byte is another does not open, whichever byte it is', async () => {
  const bytes = Buffer.from(await seal())
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bit of [1, 16]) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(at) ^ bit, at)
      expect((await open(changed.toString('latin1'))).kind, `byte ${at}`).not.toBe('opened')
    }
  }
})

test('what was sealed is bound to what is written beside it', async () => {
  const contents = JSON.parse(await seal())
  const other = JSON.parse(await seal({ cost: 2 * lowCost }))
  const kinds = async (change: object) => (await open(JSON.stringify({ ...contents, ...change }))).kind
  expect(await kinds({})).toBe('opened')
  expect(await kinds({ kdf: other.kdf })).toBe('wrong_passphrase')
  expect(await kinds({ salt: other.salt })).toBe('wrong_passphrase')
  expect(await kinds({ sealed: other.sealed })).toBe('wrong_passphrase')
  expect(await kinds({ sealed: '' })).toBe('wrong_passphrase')
})

test('a file of one kind is not one of another, also when it is renamed to it', async () => {
  const contents = await seal()
  expect(await open(contents, { kind: 'recovery' })).toEqual({ kind: 'not_this_file' })
  const renamed = JSON.stringify({ ...JSON.parse(contents), kind: 'recovery' })
  expect(await open(renamed, { kind: 'recovery' })).toEqual({ kind: 'wrong_passphrase' })
})

test.each([
  ['nothing', () => ''],
  ['garbage', () => '\0\x01garbage'],
  ['half of one', (contents: string) => contents.slice(0, contents.length / 2)],
  ['one of another version', (contents: string) => contents.replace('"version":1', '"version":2')],
  ['one with a field more', (contents: string) => contents.replace('{', '{"more":1,')],
  ['one that is not base64', (contents: string) => contents.replace('"sealed":"', '"sealed":"*')],
])('%s is not this file', async (_what, change) => {
  expect(await open(change(await seal()))).toEqual({ kind: 'not_this_file' })
})

test.each([
  { N: 2 ** 30 },
  { N: 2 ** 19 },
  { N: 2 ** 9 },
  { N: 2 ** 17 + 1 },
  { N: -1 },
  { N: 0 },
  { r: 2 ** 20 },
  { p: 2 ** 20 },
  { name: 'pbkdf2' },
])('a file that asks for %j is refused before any memory is taken for it', async (parameters) => {
  const contents = JSON.parse(await seal())
  const hostile = JSON.stringify({ ...contents, kdf: { ...contents.kdf, ...parameters } })
  expect(await open(hostile)).toEqual({ kind: 'not_this_file' })
})

test('the program goes on while a passphrase is tried', async () => {
  const order: string[] = []
  const sealed = seal({ cost: 2 ** 14 }).then(() => order.push('sealed'))
  setImmediate(() => order.push('the next event'))
  await sealed
  expect(order).toEqual(['the next event', 'sealed'])
})

test.each([
  ['twelve chars', 'twelve chars'],
  ['twelve chars\n', 'twelve chars'],
  ['\r\ntwelve chars\r\n', 'twelve chars'],
  [' twelve char ', ' twelve char '],
  ['ﬁve and ﬁve', 'five and five'],
  ['e\u0301'.repeat(12), '\u00e9'.repeat(12)],
  ['தமிழ்நாடு காவல் துறை', 'தமிழ்நாடு காவல் துறை'],
  ['\u{1f600}'.repeat(12), '\u{1f600}'.repeat(12)],
  ['x'.repeat(1000), 'x'.repeat(1000)],
])('%j is the passphrase %j', (input, expected) => {
  expect(parsePassphrase(input)).toBe(expected)
})

test.each([
  '',
  '\n',
  'eleven char',
  'eleven char\n',
  'e\u0301'.repeat(11),
  '\u{1f600}'.repeat(11),
  'two lines\nof a passphrase',
  'two lines\u2028of a passphrase',
  'a passphrase and two ends\n\n',
  'a passphrase with a \t tab',
  'a passphrase that was not \ufffd UTF-8',
  'x'.repeat(1001),
])('%j is no passphrase', (input) => {
  expect(parsePassphrase(input)).toBeUndefined()
})
