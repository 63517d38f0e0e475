import { type SpawnSyncOptions, spawnSync } from 'node:child_process'

/** Runs a program to its end and answers what it said; throws with all of that where it failed. */
export const run = (program: string, args: string[], options: SpawnSyncOptions = {}): string => {
  const { status, output } = ask(program, args, options)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${output}`)
  return output
}

/** Runs a program to its end, whatever that is. */
export const ask = (program: string, args: string[], options: SpawnSyncOptions = {}) => {
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    cwd: '/',
    maxBuffer: 64 << 20,
    ...options,
    encoding: 'utf8',
  })
  return { status: status ?? signal, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` }
}
