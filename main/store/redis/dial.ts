import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import type { Clock } from '../../clock.ts'
import type { RedisSettings } from '../settings.ts'
import { greet } from './lua/greet.ts'
import { runScript } from './run-script.ts'

/** What is used of a connection to a Redis server. */
export type Connection = {
  /** Sends a command. Rejects with what the server or the connection says. */
  call: (command: string[]) => Promise<unknown>
  subscribe: (channel: string, heard: (message: string) => void) => Promise<void>
  /** Called once, when the connection is lost or dropped. */
  onLost: (lost: (cause: unknown) => void) => void
  drop: (cause: unknown) => void
}

/** Opens a connection to the server that is the right one now. */
export type Dial = () => Promise<Connection>

const sentinelWithinMs = 1500
const serverWithinMs = 3000

type Address = { host: string; port: number; tls: boolean }

export const createDial = ({
  settings,
  ca,
  prefix,
  mark,
  clock,
}: {
  settings: RedisSettings
  /** The authority that signed the server's certificate, as PEM. */
  ca: string | undefined
  prefix: string
  /** Of the station key: terminals with another one are refused. */
  mark: string
  clock: Clock
}): Dial => {
  let context: SecureContext | undefined
  // Made once: without an authority of its own a terminal reads all public ones.
  const secureContext = () => {
    context ??= createSecureContext({ ca: ca ?? [...rootCertificates], minVersion: 'TLSv1.2' })
    return context
  }

  const connect = async (
    { host, port, tls }: Address,
    account: { username?: string; password?: string },
    withinMs: number,
  ) => {
    // Loaded with the first use: a terminal with its own database never needs it.
    const { createClient } = await import('@redis/client')
    const client = createClient({
      RESP: 3,
      ...account,
      socket: {
        host,
        port,
        connectTimeout: 1500,
        socketTimeout: 3000,
        reconnectStrategy: false,
        // Said, not left to defaults, which an environment variable can change.
        ...(tls && { tls, rejectUnauthorized: true, secureContext: secureContext() }),
      },
      pingInterval: 1000,
      disableOfflineQueue: true,
      // A timer of its own for each command: the link gives up by itself (see link.ts), and here the greeting has a deadline.
      commandOptions: { timeout: 0 },
      disableClientInfo: true,
      maintNotifications: 'disabled',
    })
    let lost: (cause: unknown) => void = () => undefined
    const drop = (cause: unknown) => {
      client.destroy()
      lost(cause)
      lost = () => undefined
    }
    client.on('error', drop)
    let greeted: () => void = () => undefined
    // However a box on the way keeps it alive: what is not through its greeting by then is given up.
    const late = new Promise<never>((_, reject) => {
      greeted = clock.after(withinMs, () => {
        drop(undefined)
        reject(new Error('timeout'))
      })
    })
    late.catch(() => undefined)
    const within = <Value>(work: Promise<Value>) => Promise.race([work, late])
    await within(client.connect()).catch((cause) => {
      greeted()
      throw cause
    })
    const connection: Connection = {
      call: (command) => client.sendCommand(command),
      subscribe: (channel, heard) => client.subscribe(channel, heard),
      onLost: (heard) => {
        lost = heard
      },
      drop,
    }
    return { connection, within, greeted }
  }

  const primary = async (): Promise<Address> => {
    const { url, sentinel } = settings
    if (url !== undefined) return addressOf(url, 6379)
    const { name, nodes } = sentinel ?? { name: '', nodes: [] }
    const asked = await Promise.allSettled(nodes.map((node) => ask(addressOf(node, 26_379), name)))
    const named = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    const failures = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    return mostNamed(named) ?? Promise.reject(failures[0])
  }

  const ask = async (node: Address, name: string): Promise<Address> => {
    const { connection, within, greeted } = await connect(node, {}, sentinelWithinMs)
    try {
      const known = await within(connection.call(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]))
      const [host, port] = Array.isArray(known) ? known.map(String) : []
      if (!host || !port) throw new Error(`the sentinels know no ${name}`)
      return { host, port: Number(port), tls: node.tls }
    } finally {
      greeted()
      connection.drop(undefined)
    }
  }

  return async () => {
    const { username, password } = settings
    const account = {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    }
    const { connection, within, greeted } = await connect(await primary(), account, serverWithinMs)
    try {
      const welcome = await within(runScript(connection, greet, prefix, { mark }))
      if (welcome === 'too_old') throw new Error('it is older than Redis 7.0')
      if (welcome !== 'welcome') throw new Error('it belongs to terminals with another station key')
      return connection
    } catch (cause) {
      connection.drop(cause)
      throw cause
    } finally {
      greeted()
    }
  }
}

/** A sentinel that is cut off goes on naming the server that was: most of them are right. */
const mostNamed = (addresses: Address[]): Address | undefined => {
  const votes = (one: Address) => addresses.filter(({ host, port }) => host === one.host && port === one.port)
  return addresses.toSorted((a, b) => votes(b).length - votes(a).length)[0]
}

const addressOf = (text: string, defaultPort: number): Address => {
  const { protocol, hostname, port } = new URL(text)
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || defaultPort,
    tls: protocol === 'rediss:',
  }
}
