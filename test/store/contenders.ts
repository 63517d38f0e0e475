import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Another real process on the same store; answers what it is told, when it is told. `place` as contender.ts takes it. */
export const contender = async (...place: string[]) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'contender.ts'), ...place], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    ask: async (question: string) => {
      child.stdin.write(`${question}\n`)
      const { value } = await lines.next()
      return String(value)
    },
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    end: async () => {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
