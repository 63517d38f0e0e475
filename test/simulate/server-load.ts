import { answer } from '../../main/store/redis/lua/answer.ts'
import { greet } from '../../main/store/redis/lua/greet.ts'
import { officer, officers } from '../../main/store/redis/lua/officers.ts'
import { open } from '../../main/store/redis/lua/open.ts'
import { restart } from '../../main/store/redis/lua/restart.ts'
import { apply, stage, stageBuckets } from '../../main/store/redis/lua/roster-change.ts'
import { buckets } from '../../main/store/redis/lua/roster-root.ts'
import { end, session, touch } from '../../main/store/redis/lua/session.ts'
import { voidChallenge } from '../../main/store/redis/lua/void.ts'
import type { Script } from '../../main/store/redis/script.ts'
import type { Server } from './redis-server.ts'

/** What the server does while something goes on. */
export type ServerLoad = {
  scriptsPerSecond: number
  /** With those that scripts call. */
  commandsPerSecond: number
  cpuSeconds: number
  cpuShare: number
  scriptMeanMicros: number
  scriptP99Micros: number
  /** By the clock, with what this computer did meanwhile; 0 where none was in the slow log. */
  scriptLongest: { micros: number; name: string }
  usedMemory: number
  connections: number
}

/** Watches the server until what goes on is over. `usedMemory` and `connections` are the most that were seen. */
export const watched = async <Value>(
  { command, info }: Pick<Server, 'command' | 'info'>,
  goesOn: () => Promise<Value>,
): Promise<[Value, ServerLoad]> => {
  await command('SLOWLOG', 'RESET')
  await command('CONFIG', 'RESETSTAT')
  const before = await look(info)
  const startedAt = performance.now()
  const seen = [before]
  const timer = setInterval(
    () =>
      look(info)
        .then((now) => seen.push(now))
        .catch(() => undefined),
    1000,
  )
  const value = await goesOn().finally(() => clearInterval(timer))
  const seconds = (performance.now() - startedAt) / 1000
  const after = await look(info)
  seen.push(after)
  const scripts = after.scripts - before.scripts
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds
  const load = {
    scriptsPerSecond: scripts / seconds,
    commandsPerSecond: (after.commands - before.commands) / seconds,
    cpuSeconds,
    cpuShare: cpuSeconds / seconds,
    scriptMeanMicros: (after.scriptMicros - before.scriptMicros) / Math.max(1, scripts),
    scriptP99Micros: after.scriptP99Micros,
    scriptLongest: await longestScript(command),
    usedMemory: Math.max(...seen.map(({ usedMemory }) => usedMemory)),
    connections: Math.max(...seen.map(({ connections }) => connections)),
  }
  return [value, load]
}

const look = async (info: Server['info']) => {
  const fields = await info()
  const number = (name: string) => Number(fields.get(name) ?? 0)
  const pairs = (name: string) =>
    new Map(
      (fields.get(name) ?? '')
        .split(',')
        .map((pair) => [pair.replace(/=.*/, ''), Number(pair.replace(/.*=/, ''))]),
    )
  const evalsha = pairs('cmdstat_evalsha')
  return {
    scripts: evalsha.get('calls') ?? 0,
    scriptMicros: evalsha.get('usec') ?? 0,
    scriptP99Micros: pairs('latency_percentiles_usec_evalsha').get('p99') ?? 0,
    commands: number('total_commands_processed'),
    cpuSeconds: number('used_cpu_user') + number('used_cpu_sys'),
    usedMemory: number('used_memory'),
    // Without the one that looks.
    connections: number('connected_clients') - 1,
  }
}

const longestScript = async (command: Server['command']) => {
  const entries = await command('SLOWLOG', 'GET', '-1')
  const slow = (Array.isArray(entries) ? entries : []).flatMap((entry) => {
    const [, , micros, words] = Array.isArray(entry) ? entry : []
    const [name, sha] = Array.isArray(words) ? words.map(String) : []
    return /^evalsha$/i.test(name ?? '') ? { micros: Number(micros), name: nameOf(sha) } : []
  })
  return slow.reduce((longest, one) => (one.micros > longest.micros ? one : longest), { micros: 0, name: '' })
}

const scripts: Record<string, Script> = {
  officer,
  open,
  answer,
  session,
  touch,
  end,
  restart,
  voidChallenge,
  stage,
  stageBuckets,
  buckets,
  apply,
  officers,
  greet,
}
const nameOf = (sha: string | undefined) =>
  Object.keys(scripts).find((name) => scripts[name]?.sha === sha) ?? 'unknown'
