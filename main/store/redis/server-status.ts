import { z } from 'zod'
import type { ServerStatus } from '../inspection.ts'
import type { Link } from './link.ts'
import { status } from './lua/status.ts'

/** Asks the server about itself. Rejects where it cannot be used, as every step does. */
export const createServerStatus = (link: Pick<Link, 'run'>) => async (): Promise<ServerStatus> =>
  statusReply.parse(await link.run(status, {}))

const statusReply = z.strictObject({
  nowMs: z.number(),
  role: z.string().max(20),
  replicas: z.int().min(0),
  appendOnly: z.boolean(),
})
