import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** A piece of work asked for on the command line, instead of the window. */
export type Task =
  | {
      name: 'import-roster'
      file: string
      /** Only say what it would do. */
      preview?: true
      /** SHA-256 of the only file that is wanted. */
      expect?: string
      /** For the window, which reads it: how far the work is, and the outcome as JSON. */
      progress?: true
    }
  | { name: 'export-roster'; file: string }
  | { name: 'setup-code' }
  | { name: 'rescue-code'; loginId: string }
  | { name: 'unlock'; loginId: string }
  | { name: 'export-jwks'; file: string; merge: boolean }
  | { name: 'export-station-key'; file: string }
  | { name: 'import-station-key'; file: string; replace: boolean }
  | { name: 'set-secret'; secret: string }
  | { name: 'verify-ledger'; progress?: true }
  | { name: 'export-ledger'; file: string; format: 'csv' | 'jsonl'; progress?: true }
  | { name: 'export-public-key'; file: string }
  | { name: 'verify-export'; file: string; key: string }
  | { name: 'check-config'; file: string }
  | { name: 'make-kit'; file: string; config: string; roster?: string }
  /** `preview`: only say what it would change. */
  | { name: 'apply-kit'; file: string; preview?: true }
  | { name: 'export-kit-key'; file: string }
  | { name: 'put-secrets'; file: string }
  | { name: 'export-recovery'; file: string }
  | { name: 'import-recovery'; file: string }
  | { name: 'selftest' }

/** `atLogin`: the operating system starts the program, as it starts it for every account. */
export type Arguments = { task?: Task; out?: string; atLogin?: true }

const options = {
  'import-roster': { type: 'string' },
  preview: { type: 'boolean' },
  expect: { type: 'string' },
  progress: { type: 'boolean' },
  'export-roster': { type: 'string' },
  'setup-code': { type: 'boolean' },
  'rescue-code': { type: 'string' },
  unlock: { type: 'string' },
  'export-jwks': { type: 'string' },
  merge: { type: 'boolean' },
  'export-station-key': { type: 'string' },
  'import-station-key': { type: 'string' },
  replace: { type: 'boolean' },
  'set-secret': { type: 'string' },
  'verify-ledger': { type: 'boolean' },
  'export-ledger': { type: 'string' },
  format: { type: 'string' },
  'export-public-key': { type: 'string' },
  'verify-export': { type: 'string' },
  key: { type: 'string' },
  'check-config': { type: 'string' },
  'make-kit': { type: 'string' },
  config: { type: 'string' },
  roster: { type: 'string' },
  'apply-kit': { type: 'string' },
  'export-kit-key': { type: 'string' },
  'put-secrets': { type: 'string' },
  'export-recovery': { type: 'string' },
  'import-recovery': { type: 'string' },
  'at-login': { type: 'boolean' },
  selftest: { type: 'boolean' },
  out: { type: 'string' },
} as const

/**
 * The command-line switches that exist; `args` without the executable. A packaged build refuses every other one, among
 * them Chromium's own, which could open a debugging port. The answer to a refusal says what was wrong.
 */
export const readArguments = (args: string[], packaged: boolean): Arguments | { refused: string } => {
  const { values, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') {
      if (packaged) return { refused: 'an argument without a switch is not known' }
    } else if (!isOurs(token.name)) {
      if (packaged && !isLaunchers(token)) return { refused: `${token.rawName} is not known` }
    } else if (options[token.name].type === 'string' && !isValue(token.value)) {
      return { refused: `${token.rawName} needs a value behind it` }
    }
  }
  const text = (name: keyof typeof options) => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const file = text('import-roster')
  const expect = text('expect')
  const rescued = text('rescue-code')
  const loginId = text('unlock')
  const jwks = text('export-jwks')
  const keyIn = text('import-station-key')
  const secret = text('set-secret')
  const ledgerOut = text('export-ledger')
  const format = formats.find((known) => known === (text('format') ?? 'csv'))
  const exported = text('verify-export')
  const key = text('key')
  const kit = text('make-kit')
  const config = text('config')
  const roster = text('roster')
  const applied = text('apply-kit')
  const preview = values.preview === true && { preview: true as const }
  const progress = values.progress === true && { progress: true as const }
  if (!format) return { refused: '--format is csv or jsonl' }
  if (exported !== undefined && key === undefined) return { refused: '--verify-export needs --key' }
  if (kit !== undefined && config === undefined) return { refused: '--make-kit needs --config' }
  const tasks: Task[] = [
    ...(file === undefined
      ? []
      : [
          {
            name: 'import-roster' as const,
            file,
            ...preview,
            ...(expect !== undefined && { expect }),
            ...progress,
          },
        ]),
    ...(values['setup-code'] === true ? [{ name: 'setup-code' as const }] : []),
    ...(rescued === undefined ? [] : [{ name: 'rescue-code' as const, loginId: rescued }]),
    ...(loginId === undefined ? [] : [{ name: 'unlock' as const, loginId }]),
    ...(jwks === undefined
      ? []
      : [{ name: 'export-jwks' as const, file: jwks, merge: values.merge === true }]),
    ...(keyIn === undefined
      ? []
      : [{ name: 'import-station-key' as const, file: keyIn, replace: values.replace === true }]),
    ...(secret === undefined ? [] : [{ name: 'set-secret' as const, secret }]),
    ...(values['verify-ledger'] === true ? [{ name: 'verify-ledger' as const, ...progress }] : []),
    ...(ledgerOut === undefined
      ? []
      : [{ name: 'export-ledger' as const, file: ledgerOut, format, ...progress }]),
    ...(exported === undefined || key === undefined
      ? []
      : [{ name: 'verify-export' as const, file: exported, key }]),
    ...(kit === undefined || config === undefined
      ? []
      : [{ name: 'make-kit' as const, file: kit, config, ...(roster !== undefined && { roster }) }]),
    ...(applied === undefined ? [] : [{ name: 'apply-kit' as const, file: applied, ...preview }]),
    ...fileTasks.flatMap((name) => {
      const file = text(name)
      return file === undefined ? [] : [{ name, file }]
    }),
    ...(values.selftest === true ? [{ name: 'selftest' as const }] : []),
  ]
  const [task, another] = tasks
  if (another) return { refused: 'one task at a time' }
  // Without a display there is no window to open.
  if (!task && values['ozone-platform'] === 'headless') return { refused: 'there is no task, and no display' }
  const out = text('out')
  if (task && out !== undefined && filesOf(task).some((name) => resolve(out) === resolve(name))) {
    return { refused: '--out would overwrite the file of the task' }
  }
  const atLogin = values['at-login'] === true && { atLogin: true as const }
  return { ...(task && { task }), ...(out !== undefined && { out }), ...atLogin }
}

/** Tasks that take the name of a file and nothing else. */
const fileTasks = [
  'export-roster',
  'export-station-key',
  'export-public-key',
  'check-config',
  'export-kit-key',
  'put-secrets',
  'export-recovery',
  'import-recovery',
] as const

const formats = ['csv', 'jsonl'] as const

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

const isOurs = (name: string): name is keyof typeof options => Object.hasOwn(options, name)

/** What looks like a switch is one: the value before it was forgotten. */
const isValue = (value: string | undefined) =>
  value !== undefined && value !== '' && !switchPrefixes.some((prefix) => value.startsWith(prefix))
const switchPrefixes = process.platform === 'win32' ? ['-', '/'] : ['-']
