import type { Connection } from './dial.ts'
import type { Script } from './script.ts'
import { refusalOf } from './why.ts'

/** Runs a script by its SHA, and answers its parsed reply. The text is sent where the server does not know it (yet). */
export const runScript = async (
  { call }: Pick<Connection, 'call'>,
  { text, sha }: Script,
  prefix: string,
  step: Record<string, unknown>,
): Promise<unknown> => {
  const evaluate = () => call(['EVALSHA', sha, '1', prefix, JSON.stringify(step)])
  const reply = await evaluate().catch(async (cause) => {
    if (refusalOf(cause) !== 'NOSCRIPT') throw cause
    await call(['SCRIPT', 'LOAD', text])
    return evaluate()
  })
  return JSON.parse(String(reply))
}
