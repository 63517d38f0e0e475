import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, onTestFinished, TestRunner, vi } from 'vitest'
import { type Certified, writeCertified } from '../sms/servers/certificates.ts'

/** Sends one command; rejects with the server's words when it answers an error, and when it does not answer in 3 s. */
export type Cli = (...command: string[]) => Promise<string>

type Wanted = {
  /** Lines of redis.conf, after the defaults of a test. */
  config?: string[]
  /** Speaks TLS and nothing else, with a certificate for `localhost` or 127.0.0.1. */
  tls?: { authority: Certified; server: Certified }
  /** Without one: any that is free. */
  port?: number
  /** Of the caller, who removes it. Without one: a temporary one. */
  folder?: string
}

const runs = (program: string) => spawnSync(program, ['--version']).status === 0

/** Whether a Redis server can be run on this computer. */
export const redisHere = runs('redis-server') && runs('redis-cli')

/** A suite that needs a Redis server: skipped where there is none, except in CI, where each server that it starts fails. */
export const describeRedis = describe.skipIf(!redisHere && !process.env.CI)

/** A real server on this computer; gone when the test, or for one started outside of a test the file, is over. */
export const startRedis = (wanted: Wanted = {}) => start(wanted, [...quick, ...(wanted.config ?? [])], [])

export type Redis = Awaited<ReturnType<typeof startRedis>>

/** Answers when the copy is complete. `config` and `tls` as for any server. */
export const startReplica = async (primary: Redis, { config = [], ...wanted }: Wanted = {}) => {
  const replica = await startRedis({ ...wanted, config: [`replicaof 127.0.0.1 ${primary.port}`, ...config] })
  await replica.said(/sync: Finished with success|Successful partial resync/)
  return replica
}

/** One node with every slot: it refuses what any cluster refuses, a script with keys of two slots for example. */
export const startClusterNode = async ({ config = [], ...wanted }: Wanted = {}) => {
  const node = await startRedis({ ...wanted, config: ['cluster-enabled yes', ...config] })
  await node.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  await node.said(/Cluster state changed: ok/)
  return node
}

/** Answers when it knows the primary's replicas. A primary that is gone for 1.5 s is replaced, by this one's word alone. */
export const startSentinel = async ({
  name,
  primaryPort,
  replicas = 1,
  config = [],
  ...wanted
}: Wanted & {
  name: string
  primaryPort: number
  replicas?: number
}) => {
  const lines = [
    `sentinel monitor ${name} 127.0.0.1 ${primaryPort} 1`,
    // With less than a second, a sentinel takes the primary that it has just made for gone, and swaps the two for ever.
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} 2000`,
    ...config,
  ]
  const sentinel = await start(wanted, lines, ['--sentinel'])
  const primary = async () => {
    const [host, port] = (await sentinel.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)).split('\n')
    return { host, port: Number(port) }
  }
  await vi.waitFor(async () => {
    const known = await sentinel.cli('SENTINEL', 'REPLICAS', name)
    if (known.split('master-link-status\nok').length <= replicas) throw new Error(`it knows only: ${known}`)
  }, patience)
  return { ...sentinel, primary }
}

const downAfterMs = 1500
const patience = { timeout: 15_000, interval: 20 }

const quick = [
  'save ""',
  'appendonly no',
  'repl-diskless-sync-delay 0',
  'tls-auth-clients no',
  // A replica or a client that is frozen must not hold up a server that is told to stop.
  'shutdown-timeout 0',
]

// What was started outside of a test. Registered here, where the file that imports this one is collected.
const ofFile: (() => Promise<void>)[] = []
afterAll(async () => {
  await Promise.all(ofFile.map((end) => end()))
})

const whenOver = (end: () => Promise<void>) => {
  if (TestRunner.getCurrentTest()) onTestFinished(end)
  else ofFile.push(end)
}

const start = async (wanted: Wanted, lines: string[], mode: string[]) => {
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
    said: async (line: RegExp) => {
      await vi.waitFor(() => {
        if (!line.test(running?.output() ?? ''))
          throw new Error(`it has not said ${line}: ${running?.output()}`)
      }, patience)
    },
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

type Running = {
  child: ChildProcess
  output: () => string
  ended: Promise<void>
  /** `undefined` when it takes commands, or why it ended before. */
  ready: Promise<string | undefined>
}

const run = (args: string[]): Running => {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const ended = new Promise<void>((done) => child.once('close', () => done()).once('error', () => done()))
  const ready = new Promise<string | undefined>((answer) => {
    const listen = (chunk: Buffer) => {
      output += chunk
      if (/Ready to accept connections|Sentinel ID is/.test(output)) answer(undefined)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', () => answer('redis-server is not installed, and these tests need it.'))
    child.once('close', () => answer(`redis-server ended before it was ready:\n${output}`))
  })
  return { child, output: () => output, ended, ready }
}

const client =
  (reached: string[]): Cli =>
  (...command) =>
    new Promise((answer, reject) =>
      execFile('redis-cli', [...reached, '-e', ...command], { timeout: 3000 }, (error, stdout, stderr) =>
        error ? reject(new Error(stderr.trim() || 'no answer')) : answer(stdout.trimEnd()),
      ),
    )
