import { z } from 'zod'
import type { Handlers } from '../../preload/contract.ts'
import type { Acting } from './acting.ts'
import type { LongWork } from './long-work.ts'

/** The self-test of this terminal, as the task that the command line runs. */
export const createSelfTestCall = ({
  acting,
  work,
}: {
  acting: Acting
  work: LongWork
}): Pick<Handlers, 'selfTest'> => ({
  selfTest: acting(() =>
    work.alone(async () => {
      const { said } = await work.run(['--selftest', '--json'])
      return { ok: true, value: selfTestSchema.parse(JSON.parse(said)) }
    }),
  ),
})

const level = z.enum(['green', 'amber', 'red'])
const sentence = z.object({ en: z.string(), ta: z.string() })

/** What `--selftest --json` prints as its last line. */
const selfTestSchema = z.object({
  version: z.string(),
  flavour: z.string(),
  at: z.int(),
  tookMs: z.int(),
  worst: level,
  checks: z.array(
    z.object({
      id: z.string(),
      level,
      found: z.string(),
      facts: z.record(z.string(), z.union([z.string(), z.number()])),
      title: sentence,
      text: sentence,
    }),
  ),
})
