import { expect, test } from 'vitest'
import { readArguments } from '../main/arguments.ts'

test.each([
  [['--import-roster', 'officers.csv'], { name: 'import-roster', file: 'officers.csv' }],
  [['--import-roster=officers.csv'], { name: 'import-roster', file: 'officers.csv' }],
  [
    ['--import-roster', 'officers.csv', '--preview', '--progress'],
    { name: 'import-roster', file: 'officers.csv', preview: true, progress: true },
  ],
  [
    ['--expect', 'abc', '--import-roster', 'officers.csv'],
    { name: 'import-roster', file: 'officers.csv', expect: 'abc' },
  ],
  [['--export-roster', 'roster.csv'], { name: 'export-roster', file: 'roster.csv' }],
  [['--setup-code'], { name: 'setup-code' }],
  [['--rescue-code', 'officer_001'], { name: 'rescue-code', loginId: 'officer_001' }],
  [['--unlock', 'officer_001'], { name: 'unlock', loginId: 'officer_001' }],
  [['--export-jwks', 'keys.json'], { name: 'export-jwks', file: 'keys.json', merge: false }],
  [['--export-jwks', 'keys.json', '--merge'], { name: 'export-jwks', file: 'keys.json', merge: true }],
  [['--merge', '--export-jwks=keys.json'], { name: 'export-jwks', file: 'keys.json', merge: true }],
  [
    ['--export-station-key', 'station.key'],
    { name: 'export-station-key', file: 'station.key', replace: false },
  ],
  [
    ['--import-station-key', 'station.key'],
    { name: 'import-station-key', file: 'station.key', replace: false },
  ],
  [
    ['--replace', '--import-station-key=station.key'],
    { name: 'import-station-key', file: 'station.key', replace: true },
  ],
  [['--set-secret', 'token-hs256'], { name: 'set-secret', secret: 'token-hs256' }],
  [['--selftest'], { name: 'selftest' }],
  [['--selftest', '--json', '--progress'], { name: 'selftest', json: true, progress: true }],
  [['--verify-ledger'], { name: 'verify-ledger' }],
  [['--verify-ledger', '--progress'], { name: 'verify-ledger', progress: true }],
  [['--export-ledger', 'ledger.csv'], { name: 'export-ledger', file: 'ledger.csv', format: 'csv' }],
  [
    ['--export-ledger', 'ledger.jsonl', '--format', 'jsonl', '--progress'],
    { name: 'export-ledger', file: 'ledger.jsonl', format: 'jsonl', progress: true },
  ],
  [['--export-public-key', 'public.pem'], { name: 'export-public-key', file: 'public.pem' }],
  [
    ['--verify-export', 'ledger.csv', '--key', 'public.pem'],
    { name: 'verify-export', file: 'ledger.csv', key: 'public.pem' },
  ],
  [['--check-config', 'config.json'], { name: 'check-config', file: 'config.json' }],
  [
    ['--make-kit', 'kit.json', '--config', 'config.json'],
    { name: 'make-kit', file: 'kit.json', config: 'config.json' },
  ],
  [
    ['--make-kit', 'kit.json', '--config', 'config.json', '--roster', 'officers.csv'],
    { name: 'make-kit', file: 'kit.json', config: 'config.json', roster: 'officers.csv' },
  ],
  [['--apply-kit', 'kit.json'], { name: 'apply-kit', file: 'kit.json' }],
  [['--apply-kit', 'kit.json', '--preview'], { name: 'apply-kit', file: 'kit.json', preview: true }],
  [['--export-kit-key', 'kit.key'], { name: 'export-kit-key', file: 'kit.key' }],
  [['--put-secrets', 'secrets.json'], { name: 'put-secrets', file: 'secrets.json' }],
  [['--export-recovery', 'recovery.json'], { name: 'export-recovery', file: 'recovery.json' }],
  [['--import-recovery', 'recovery.json'], { name: 'import-recovery', file: 'recovery.json' }],
])('%j asks for one task, packaged or not', (args, task) => {
  for (const packaged of [true, false]) {
    expect(readArguments(args, packaged)).toEqual({ task })
    expect(readArguments([...args, '--out', 'answer.txt'], packaged)).toEqual({ task, out: 'answer.txt' })
  }
})

test('without arguments there is no task and the window opens', () => {
  expect(readArguments([], true)).toEqual({})
})

test('the operating system starts the window, which is told so, packaged or not', () => {
  for (const packaged of [true, false])
    expect(readArguments(['--at-login'], packaged)).toEqual({ atLogin: true })
})

test('a kit is made of a configuration file, and no file of it is overwritten by what the task says', () => {
  expect(readArguments(['--make-kit', 'kit.json'], true)).toEqual({ refused: '--make-kit needs --config' })
  const made = ['--make-kit', 'kit.json', '--config', 'config.json', '--roster', 'officers.csv']
  for (const out of ['kit.json', 'config.json', 'officers.csv']) {
    expect(readArguments([...made, '--out', out], true)).toHaveProperty('refused')
  }
})

const chromiums = [
  ...[
    '--remote-debugging-port=0',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0',
    '--js-flags=--expose-gc',
  ],
  ...[
    '--no-sandbox',
    '--disable-web-security',
    '--proxy-server=localhost:1',
    '--user-data-dir=/tmp',
    '--load-extension=x',
  ],
  ...[
    '--host-rules=MAP * localhost',
    '--ssl-key-log-file=x',
    '--ozone-platform=x11',
    '--ozone-platform',
    '--enable-logging',
    '--log-level=0',
    '--log-level',
    '--disable-gpu=0',
    '--disable-gpu-sandbox',
  ],
]

test.each([
  ...chromiums,
  '--unknown',
  '-x',
  '-remote-debugging-port=0',
  '--constructor',
  '--__proto__=x',
  '--toString',
  'file.csv',
])('a packaged build refuses %s, and an unpackaged one ignores it', (stranger) => {
  expect(readArguments([stranger], true)).toHaveProperty('refused')
  expect(readArguments(['--unlock', 'officer_001', stranger], true)).toHaveProperty('refused')
  expect(readArguments([stranger], false)).toEqual({})
})

test('what is refused is named, without its value', () => {
  const answer = readArguments(['--proxy-server=http://user:password@host'], true)
  expect(answer).toEqual({ refused: expect.stringContaining('--proxy-server') })
  expect(JSON.stringify(answer)).not.toContain('password')
})

test('a task may run without a display, packaged or not', () => {
  const args = ['--log-level=3', '--ozone-platform=headless', '--disable-gpu', '--unlock', 'officer_001']
  for (const packaged of [true, false]) {
    expect(readArguments(args, packaged)).toEqual({ task: { name: 'unlock', loginId: 'officer_001' } })
  }
})

const withValue = [
  ...['--import-roster', '--unlock', '--export-jwks', '--export-station-key', '--import-station-key'],
  ...['--set-secret', '--out', '--export-roster', '--rescue-code', '--expect'],
  ...['--export-ledger', '--format', '--export-public-key', '--verify-export', '--key'],
]

test.each(withValue.flatMap((name) => [name, `${name}=`]))(
  '%s without its value is refused, packaged or not',
  (bare) => {
    for (const packaged of [true, false]) expect(readArguments([bare], packaged)).toHaveProperty('refused')
  },
)

// Chromium reads the same command line by rules of its own: to it each of these is a switch, wherever it stands.
test.each(withValue)('no switch of Chromium passes a packaged build as the value of %s', (name) => {
  for (const smuggled of [...chromiums, '-remote-debugging-port=0']) {
    expect(readArguments([name, smuggled], true)).toHaveProperty('refused')
  }
})

test('a switch whose value was forgotten does not swallow the next one', () => {
  expect(readArguments(['--import-roster', '--out', 'answer.txt'], true)).toHaveProperty('refused')
  expect(readArguments(['--export-jwks', '--merge'], false)).toHaveProperty('refused')
  expect(readArguments(['--import-station-key', '--replace'], false)).toHaveProperty('refused')
})

test('two tasks at once are refused: one would be left undone unseen', () => {
  expect(readArguments(['--import-roster', 'officers.csv', '--unlock', 'officer_001'], true)).toHaveProperty(
    'refused',
  )
})

test.each(['--import-roster', '--export-jwks', '--export-station-key', '--import-station-key'])(
  '--out is not the file of %s, however it is written',
  (name) => {
    for (const out of ['file', './file', 'folder/../file']) {
      expect(readArguments([name, 'file', '--out', out], true)).toHaveProperty('refused')
    }
  },
)

test('--replace is a word of the tasks with the station key only', () => {
  expect(readArguments(['--replace'], true)).toEqual({})
  expect(readArguments(['--export-station-key', 'station.key', '--replace'], true)).toEqual({
    task: { name: 'export-station-key', file: 'station.key', replace: true },
  })
  expect(readArguments(['--export-recovery', 'recovery.json', '--replace'], true, 'linux')).toEqual({
    task: { name: 'export-recovery', file: 'recovery.json' },
  })
})

test('a format that no export has, and an export to be verified without a key, are refused', () => {
  expect(readArguments(['--export-ledger', 'file', '--format', 'xml'], true)).toHaveProperty('refused')
  expect(readArguments(['--verify-export', 'file'], true)).toHaveProperty('refused')
})

test('--out is neither an export, nor its signature, nor the key that it is verified with', () => {
  for (const out of ['file', './file.sig', 'folder/../key']) {
    const verify = ['--verify-export', 'file', '--key', 'key', '--out', out]
    expect(readArguments(verify, true)).toHaveProperty('refused')
  }
  for (const out of ['file', 'file.sig']) {
    expect(readArguments(['--export-ledger', 'file', '--out', out], true)).toHaveProperty('refused')
  }
})

test('--in stands in for standard input, which a program with a window does not have on Windows', () => {
  const recovery = ['--export-recovery', 'recovery.json']
  expect(readArguments([...recovery, '--in', 'passphrase'], true, 'win32')).toEqual({
    task: { name: 'export-recovery', file: 'recovery.json' },
    input: 'passphrase',
  })
  for (const args of [
    recovery,
    ['--import-recovery', 'recovery.json'],
    ['--export-station-key', 'station.key'],
    ['--import-station-key', 'station.key'],
    ['--set-secret', 'token-hs256'],
  ]) {
    const refused = { refused: `on Windows ${args[0]} needs --in FILE with what it reads` }
    expect(readArguments(args, true, 'win32')).toEqual(refused)
    expect(readArguments(args, true, 'linux')).not.toHaveProperty('refused')
  }
  expect(readArguments(['--unlock', 'officer_001'], true, 'win32')).not.toHaveProperty('refused')
  expect(readArguments([...recovery, '--in', 'file', '--out', './file'], true)).toHaveProperty('refused')
})
