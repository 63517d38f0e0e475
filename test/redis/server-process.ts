import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Certified, writeCertified } from '../sms/servers/certificates.ts'

// Knows no test runner: vitest uses it through servers.ts, Playwright through e2e/terminals.ts.

/** Sends one command; rejects with the server's words when it answers an error, and when it does not answer in 3 s. */
export type Cli = (...command: string[]) => Promise<string>

export type Wanted = {
  /** Lines of redis.conf, after the defaults of a test. */
  config?: string[]
  /** Speaks TLS and nothing else, with a certificate for `localhost` or 127.0.0.1. */
  tls?: { authority: Certified; server: Certified }
  /** Without one: any that is free. */
  port?: number
  /** Of the caller, who removes it. Without one: a temporary one. */
  folder?: string
}

/** Takes what ends a server, and removes its folder, before there is one: also one that does not start leaves nothing. */
type WhenOver = (end: () => Promise<void>) => void

const runs = (program: string) => spawnSync(program, ['--version']).status === 0

/** Whether a Redis server can be run on this computer. */
export const redisHere = runs('redis-server') && runs('redis-cli')

/** A real server on this computer, for one test. */
export const startServer = ({ config = [], ...wanted }: Wanted, whenOver: WhenOver) =>
  startProcess({ ...wanted, lines: [...quick, ...config] }, whenOver)

export type Redis = Awaited<ReturnType<typeof startServer>>

const quick = [
  'save ""',
  'appendonly no',
  'repl-diskless-sync-delay 0',
  'tls-auth-clients no',
  // A replica or a client that is frozen must not hold up a server that is told to stop.
  'shutdown-timeout 0',
]

/** With these lines of configuration and no other. `mode` goes on the command line. */
export const startProcess = async (
  { lines, mode = [], ...wanted }: Omit<Wanted, 'config'> & { lines: string[]; mode?: string[] },
  whenOver: WhenOver,
) => {
  const own = wanted.folder === undefined
  const folder = wanted.folder ?? mkdtempSync(join(tmpdir(), 'tor-unveil-redis-'))
  let running: Running | undefined
  const end = async (signal: NodeJS.Signals) => {
    running?.child.kill(signal)
    // A process that is frozen hears nothing else.
    running?.child.kill('SIGCONT')
    await running?.ended
  }
  whenOver(async () => {
    await end('SIGKILL')
    if (own) rmSync(folder, { recursive: true, force: true })
  })

  const { tls } = wanted
  const files = tls && {
    authority: writeCertified(folder, 'authority', tls.authority).certificateFile,
    server: writeCertified(folder, 'server', tls.server),
  }
  const file = join(folder, 'test.conf')
  writeFileSync(file, `${lines.join('\n')}\n`)
  // On the command line, where they win over a file that `config` includes.
  const args = (port: number) => [
    file,
    ...['--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no'],
    ...(files
      ? ['--port', '0', '--tls-port', `${port}`, '--tls-ca-cert-file', files.authority].concat(
          ['--tls-cert-file', files.server.certificateFile],
          ['--tls-key-file', files.server.keyFile],
        )
      : ['--port', `${port}`]),
    ...mode,
  ]

  const onAnyPort = async (): Promise<number> => {
    const port = wanted.port ?? randomInt(...ports)
    running = run(args(port))
    const problem = await running.ready
    if (problem === undefined) return port
    if (wanted.port === undefined && /Address already in use/.test(problem)) return onAnyPort()
    throw new Error(problem)
  }
  const port = await onAnyPort()

  const stop = () => end('SIGTERM')
  const overTls = files ? ['--tls', '--cacert', files.authority] : []
  const reached = ['-h', '127.0.0.1', '-p', `${port}`, ...overTls]
  return {
    port,
    url: `${tls ? 'rediss://localhost' : 'redis://127.0.0.1'}:${port}`,
    folder,
    cli: client(reached),
    /** As a user of the ACL. */
    cliAs: (user: string, password: string) =>
      client([...reached, '--no-auth-warning', '--user', user, '--pass', password]),
    /** When it has written such a line, since its last start. */
    said: async (line: RegExp) => running?.said(line),
    freeze: () => void running?.child.kill('SIGSTOP'),
    thaw: () => void running?.child.kill('SIGCONT'),
    /** kill -9. */
    kill: () => end('SIGKILL'),
    /** In good order: it writes what it has to write. */
    stop,
    /** On the same port, with what is in its folder. */
    restart: async () => {
      await stop()
      running = run(args(port))
      const problem = await running.ready
      if (problem !== undefined) throw new Error(problem)
    },
  }
}

// Below the range from which the system takes ports for connections and for servers that ask for any: nobody takes such a
// port while its server is down, and a client that calls it then does not reach itself. Bus ports, 10,000 higher, too.
const ports = [10_000, 22_768] as const

const patienceMs = 15_000

type Running = {
  child: ChildProcess
  ended: Promise<void>
  /** `undefined` when it takes commands, or why it ended before. */
  ready: Promise<string | undefined>
  /** Resolves when it has written such a line. */
  said: (line: RegExp) => Promise<void>
}

const run = (args: string[]): Running => {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
      child.emit('said')
    })
  }
  const ended = new Promise<void>((done) => child.once('close', () => done()).once('error', () => done()))
  const said = (line: RegExp) =>
    new Promise<void>((done, fail) => {
      const over = () => {
        clearTimeout(timer)
        child.off('said', look)
      }
      const look = () => {
        if (!line.test(output)) return
        over()
        done()
      }
      const timer = setTimeout(() => {
        over()
        fail(new Error(`it has not said ${line}: ${output}`))
      }, patienceMs)
      child.on('said', look)
      look()
    })
  const ready = new Promise<string | undefined>((answer) => {
    child.on('said', () => {
      if (/Ready to accept connections|Sentinel ID is/.test(output)) answer(undefined)
    })
    child.once('error', () => answer('redis-server is not installed, and these tests need it.'))
    child.once('close', () => answer(`redis-server ended before it was ready:\n${output}`))
  })
  return { child, ended, ready, said }
}

const client =
  (reached: string[]): Cli =>
  (...command) =>
    new Promise((answer, reject) =>
      execFile('redis-cli', [...reached, '-e', ...command], { timeout: 3000 }, (error, stdout, stderr) =>
        error ? reject(new Error(stderr.trim() || 'no answer')) : answer(stdout.trimEnd()),
      ),
    )
