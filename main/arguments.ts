import { resolve } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Task } from './tasks/task.ts'

/**
 * `out`, `input`: files instead of standard output and input. `atLogin`: the operating system starts the program, as it starts it
 * for every account.
 */
export type Arguments = { task?: Task; out?: string; input?: string; atLogin?: true }

type Refused = { refused: string }

/** What may be given beside a task, each by the switch of that name: a flag stands alone, a text has a value behind it. */
type Further = { [Name in (typeof flags)[number]]?: true } & { [Name in (typeof texts)[number]]?: string } & {
  format?: (typeof formats)[number]
}

/** What a task is made of: the value behind its switch, unless that stands `alone`, and the switches that come `with` it. */
type Row<Asked> = { with?: readonly (keyof Further & keyof Asked)[] } & (
  | { alone: true; task: (further: Further) => Asked | Refused }
  | { alone?: never; task: (value: string, further: Further) => Asked | Refused }
)

/**
 * The command-line switches that exist; `args` without the executable. A packaged build refuses every other one, among
 * them Chromium's own, which could open a debugging port. The answer to a refusal says what was wrong.
 */
export const readArguments = (
  args: string[],
  packaged: boolean,
  platform: string = process.platform,
): Arguments | Refused => {
  const { values, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') {
      if (packaged) return { refused: 'an argument without a switch is not known' }
    } else if (!isOurs(token.name)) {
      if (packaged && !isLaunchers(token)) return { refused: `${token.rawName} is not known` }
    } else if (options[token.name]?.type === 'string' && !isValue(token.value)) {
      return { refused: `${token.rawName} needs a value behind it` }
    }
  }
  const format = formats.find((known) => known === values.format)
  if (!format && values.format !== undefined) return { refused: '--format is csv or jsonl' }
  const furtherOf = (names: readonly (keyof Further)[] = []) => {
    const further: Further = format && names.includes('format') ? { format } : {}
    for (const name of flags) if (names.includes(name) && values[name] === true) further[name] = true
    for (const name of texts) {
      const value = values[name]
      if (names.includes(name) && typeof value === 'string') further[name] = value
    }
    return further
  }
  const asked: Task[] = []
  for (const [name, row] of Object.entries(tasks)) {
    const value = values[name]
    const further = furtherOf(row.with)
    const made = row.alone
      ? value === true && row.task(further)
      : typeof value === 'string' && row.task(value, further)
    if (!made) continue
    if ('refused' in made) return made
    asked.push(made)
  }
  const [task, another] = asked
  if (another) return { refused: 'one task at a time' }
  // Without a display there is no window to open.
  if (!task && values['ozone-platform'] === 'headless') return { refused: 'there is no task, and no display' }
  const { out, in: input } = values
  // Electron's standard input is at its end there, whatever is behind it.
  if (task && platform === 'win32' && readers.has(task.name) && typeof input !== 'string') {
    return { refused: `on Windows --${task.name} needs --in FILE with what it reads` }
  }
  const read = [...(task ? filesOf(task) : []), ...(typeof input === 'string' ? [input] : [])]
  if (task && typeof out === 'string' && read.some((name) => resolve(out) === resolve(name))) {
    return { refused: '--out would overwrite a file of the task' }
  }
  const files = { ...(typeof out === 'string' && { out }), ...(typeof input === 'string' && { input }) }
  const atLogin = values['at-login'] === true && { atLogin: true as const }
  return { ...(task && { task }), ...files, ...atLogin }
}

const flags = ['preview', 'progress', 'merge', 'replace', 'json'] as const
const texts = ['expect', 'key', 'config', 'roster'] as const
const formats = ['csv', 'jsonl'] as const

/** Every task by its switch. */
const tasks: { [Name in Task['name']]: Row<Extract<Task, { name: Name }>> } = {
  'import-roster': {
    with: ['preview', 'expect', 'progress'],
    task: (file, further) => ({ name: 'import-roster', file, ...further }),
  },
  'export-roster': { task: (file) => ({ name: 'export-roster', file }) },
  'setup-code': { alone: true, task: () => ({ name: 'setup-code' }) },
  'rescue-code': { task: (loginId) => ({ name: 'rescue-code', loginId }) },
  unlock: { task: (loginId) => ({ name: 'unlock', loginId }) },
  'export-jwks': {
    with: ['merge'],
    task: (file, { merge = false }) => ({ name: 'export-jwks', file, merge }),
  },
  'export-station-key': {
    with: ['replace'],
    task: (file, { replace = false }) => ({ name: 'export-station-key', file, replace }),
  },
  'import-station-key': {
    with: ['replace'],
    task: (file, { replace = false }) => ({ name: 'import-station-key', file, replace }),
  },
  'set-secret': { task: (secret) => ({ name: 'set-secret', secret }) },
  'verify-ledger': {
    alone: true,
    with: ['progress'],
    task: (further) => ({ name: 'verify-ledger', ...further }),
  },
  'export-ledger': {
    with: ['format', 'progress'],
    task: (file, { format = 'csv', ...further }) => ({ name: 'export-ledger', file, format, ...further }),
  },
  'export-public-key': { task: (file) => ({ name: 'export-public-key', file }) },
  'verify-export': {
    with: ['key'],
    task: (file, { key }) =>
      key === undefined ? { refused: '--verify-export needs --key' } : { name: 'verify-export', file, key },
  },
  'check-config': { task: (file) => ({ name: 'check-config', file }) },
  'make-kit': {
    with: ['config', 'roster'],
    task: (file, { config, ...further }) =>
      config === undefined
        ? { refused: '--make-kit needs --config' }
        : { name: 'make-kit', file, config, ...further },
  },
  'apply-kit': { with: ['preview'], task: (file, further) => ({ name: 'apply-kit', file, ...further }) },
  'export-kit-key': { task: (file) => ({ name: 'export-kit-key', file }) },
  'put-secrets': { task: (file) => ({ name: 'put-secrets', file }) },
  'export-recovery': { task: (file) => ({ name: 'export-recovery', file }) },
  'import-recovery': { task: (file) => ({ name: 'import-recovery', file }) },
  selftest: {
    alone: true,
    with: ['json', 'progress'],
    task: (further) => ({ name: 'selftest', ...further }),
  },
}

/** They read a secret or a passphrase: as an argument every program would see it. */
const readers: ReadonlySet<Task['name']> = new Set([
  'set-secret',
  'export-recovery',
  'import-recovery',
  'export-station-key',
  'import-station-key',
])

const flag = { type: 'boolean' } as const
const text = { type: 'string' } as const
const options: NonNullable<ParseArgsConfig['options']> = {
  ...Object.fromEntries(Object.entries(tasks).map(([name, { alone }]) => [name, alone ? flag : text])),
  ...Object.fromEntries([...flags, 'at-login'].map((name) => [name, flag])),
  ...Object.fromEntries([...texts, 'format', 'out', 'in'].map((name) => [name, text])),
}

const filesOf = (task: Task) => [
  ...('file' in task ? [task.file, `${task.file}.sig`] : []),
  ...('key' in task ? [task.key] : []),
  ...('config' in task ? [task.config] : []),
  ...('roster' in task && task.roster !== undefined ? [task.roster] : []),
]

// What the installed launcher adds, and nothing else of Chromium's: without a display a task draws nothing, and says nothing
// of that. The values are part of it.
const launchers = new Map([
  ['ozone-platform', 'headless'],
  ['disable-gpu', undefined],
  ['log-level', '3'],
])
const isLaunchers = ({ name, value }: { name: string; value?: string | undefined }) =>
  launchers.has(name) && launchers.get(name) === value

const isOurs = (name: string) => Object.hasOwn(options, name)

/** What looks like a switch is one: the value before it was forgotten. */
const isValue = (value: string | undefined) =>
  value !== undefined && value !== '' && !switchPrefixes.some((prefix) => value.startsWith(prefix))
const switchPrefixes = process.platform === 'win32' ? ['-', '/'] : ['-']
