import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const project = join(import.meta.dirname, '..')
const house = mkdtempSync(join(tmpdir(), 'walls-'))
afterAll(() => rmSync(house, { recursive: true }))

type Wall = { file: string; refused: string[]; allowed: string[] }

// Each file of a room, with imports that its wall refuses and imports that it lets through.
const walls: Wall[] = [
  {
    file: 'renderer/login/screen.tsx',
    refused: [
      '../../main/clock.ts',
      '../../preload/channels.ts',
      '../../test/station.ts',
      '../../scripts/run.mjs',
      'electron',
      'node:fs',
      'fs',
      'zod',
      '@aws-sdk/client-sns',
      'import { contract } from "../../preload/contract.ts"',
      'import * as everything from "../../preload/contract.ts"',
    ],
    allowed: ['react', 'react-dom/client', '../words/words.ts', './other.tsx', '../../preload/contract.ts'],
  },
  {
    file: 'preload/index.ts',
    refused: ['zod', 'node:fs', '../main/clock.ts', 'import { contract } from "./contract.ts"'],
    allowed: ['electron', './channels.ts', './contract.ts'],
  },
  {
    file: 'preload/contract.ts',
    refused: ['electron', 'node:crypto', '../main/clock.ts', '../renderer/station.ts'],
    allowed: ['zod', './channels.ts'],
  },
  ...['login', 'session', 'roster', 'ledger'].map((room) => ({
    file: `main/${room}/rule.ts`,
    refused: [
      'electron',
      'better-sqlite3',
      'redis',
      'twilio',
      '@aws-sdk/client-sns',
      'node:fs',
      'node:fs/promises',
      'fs',
      'node:net',
      'node:child_process',
      '../store/sqlite/database.ts',
      '../store/redis/scripts.ts',
      '../sms/twilio.ts',
      '../vault/electron-vault.ts',
      '../../renderer/station.ts',
      '../../test/station.ts',
    ],
    allowed: [
      'node:crypto',
      'jose',
      '../store/store.ts',
      '../sms/gateway.ts',
      '../vault/vault.ts',
      '../clock.ts',
    ],
  })),
  {
    file: 'main/sms/twilio.ts',
    refused: ['./aws-sns.ts', '../store/sqlite/database.ts', 'better-sqlite3', 'redis', 'electron'],
    allowed: ['twilio', './gateway.ts', '../config/schema.ts'],
  },
  {
    file: 'main/store/sqlite/sessions.ts',
    refused: [
      'redis',
      '../redis/sessions.ts',
      '../../sms/local.ts',
      'electron',
      '../../vault/electron-vault.ts',
    ],
    allowed: ['better-sqlite3', 'node:fs', './database.ts', '../store.ts', '../../clock.ts'],
  },
  {
    file: 'main/store/redis/sessions.ts',
    refused: ['better-sqlite3', '../sqlite/database.ts', '../../sms/local.ts', 'electron'],
    allowed: ['redis', './scripts.ts', '../store.ts'],
  },
  ...['main/compose.ts', 'main/compose-recovery.ts'].map((file) => ({
    file,
    refused: ['electron', 'better-sqlite3', '../test/station.ts'],
    allowed: ['./store/sqlite/sqlite-store.ts', './sms/twilio.ts', './vault/electron-vault.ts'],
  })),
  ...[
    'main/start.ts',
    'main/log.ts',
    'main/tasks/unlock.ts',
    'main/kit/inbox.ts',
    'main/config/schema.ts',
    'main/vault/vault.ts',
  ].map((file) => ({
    file,
    refused: ['electron', 'electron-log/main', 'better-sqlite3', 'twilio'],
    allowed: ['zod'],
  })),
  {
    file: 'main/tasks/import-roster.ts',
    refused: ['../store/sqlite/database.ts', '../sms/local.ts', '../vault/electron-vault.ts'],
    allowed: ['../roster/roster.ts', '../store/store.ts'],
  },
  ...[
    'entry',
    'index',
    'ipc',
    'window',
    'app-protocol',
    'presence',
    'file-questions',
    'vault/electron-vault',
  ].map((name) => ({
    file: `main/${name}.ts`,
    refused: [
      'better-sqlite3',
      'twilio',
      './store/sqlite/database.ts',
      './sms/local.ts',
      '../test/station.ts',
    ],
    allowed: ['electron', './clock.ts'],
  })),
  {
    file: 'scripts/run.mjs',
    refused: ['../test/station.ts', 'electron', '../main/clock.ts'],
    allowed: ['vite', './project.mjs'],
  },
]

const put = (file: string, text: string) => {
  mkdirSync(dirname(join(house, file)), { recursive: true })
  writeFileSync(join(house, file), text)
}

const line = (source: string, at: number) =>
  source.startsWith('import ') ? source : `import { Name as Name${at} } from "${source}"`

const lintHouse = () => {
  for (const name of ['biome.json', '.gitignore']) copyFileSync(join(project, name), join(house, name))
  for (const { file, refused, allowed } of walls) put(file, [...refused, ...allowed].map(line).join('\n'))
  put('main/circle/here.ts', 'import { there } from "./there.ts"\nexport const here = () => there\n')
  put('main/circle/there.ts', 'import { here } from "./here.ts"\nexport const there = () => here\n')
  put('main/any/any.ts', 'export const any = (value: any) => value\n')
  const biome = join(project, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=github', '--max-diagnostics=none'],
    {
      cwd: house,
      encoding: 'utf8',
    },
  )
  return stdout
    .split('\n')
    .filter((row) => row.startsWith('::error'))
    .map((row) => ({
      rule: row.match(/title=lint\/([^,]+)/)?.[1],
      file:
        row
          .match(/file=([^,]+)/)?.[1]
          ?.split('\\')
          .join('/') ?? '',
      line: Number(row.match(/line=(\d+)/)?.[1]),
    }))
}

const errors = lintHouse()
const errorsOf = (file: string, rule: RegExp) =>
  errors.filter((error) => error.file.endsWith(`/${file}`) && rule.test(error.rule ?? ''))

describe('the walls of the house', () => {
  for (const { file, refused, allowed } of walls) {
    test(`the wall around ${file} stands`, () => {
      const found = errorsOf(file, /noRestrictedImports|noNamespaceImport/).map((error) => error.line)
      expect([...refused, ...allowed].filter((_, at) => found.includes(at + 1))).toEqual(refused)
    })
  }

  test('no two files import each other', () => {
    expect(errorsOf('main/circle/here.ts', /noImportCycles/)).not.toEqual([])
  })

  test('the type any is refused', () => {
    expect(errorsOf('main/any/any.ts', /noExplicitAny/)).toHaveLength(1)
  })
})
