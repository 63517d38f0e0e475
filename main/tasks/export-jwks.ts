import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ExitCode, TaskDeps } from './run-task.ts'
import { writeNoted } from './write-noted.ts'

const jwksSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) })

/** `--export-jwks FILE`: this terminal's public key as a JSON Web Key Set; `--merge` keeps the keys that FILE holds. */
export const exportJwksTask = async (
  { file, merge }: { file: string; merge: boolean },
  { station, print }: TaskDeps,
): Promise<ExitCode> => {
  const key = await station.tokens.publicKey()
  if (!key?.kid) {
    print('This installation signs with HS256: its key is secret and cannot be exported.')
    return 1
  }
  const kid = key.kid
  const others = merge && existsSync(file) ? readKeys(file) : []
  if (!others) {
    print(`${file} is not a JSON Web Key Set. Nothing was written.`)
    return 1
  }
  const keys = [...others.filter((other) => other.kid !== kid), key]
  const text = `${JSON.stringify({ keys }, null, 2)}\n`
  const entry = { event: 'keys_export', subject: kid } as const
  if (!(await writeNoted({ file, text, entry }, { station, print }))) return 1
  print(`${file} holds ${keys.length} public ${keys.length === 1 ? 'key' : 'keys'}.`)
  return 0
}

const readKeys = (file: string) => {
  try {
    return jwksSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).keys
  } catch {
    return undefined
  }
}
