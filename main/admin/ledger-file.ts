import { z } from 'zod'
import type { Handlers } from '../../preload/contract.ts'
import type { Acting } from './acting.ts'
import type { LongWork } from './long-work.ts'

/** What `--verify-ledger --progress` prints as its last line. */
const checkSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('whole'), entries: z.int() }),
  z.object({
    kind: z.literal('broken'),
    seq: z.int(),
    why: z.enum(['changed', 'missing', 'inserted', 'cut_off', 'other_ledger']),
  }),
])

/** The ledger as a whole: whether it is what was written, and a copy of it with a signature. */
export const createLedgerFileCalls = ({
  acting,
  work,
}: {
  acting: Acting
  work: LongWork
}): Pick<Handlers, 'checkLedger' | 'exportLedger'> => ({
  checkLedger: acting(() =>
    work.alone(async () => {
      const { said } = await work.run(['--verify-ledger'])
      return { ok: true, value: checkSchema.parse(JSON.parse(said)) }
    }),
  ),
  exportLedger: acting(({ format }, actor, stillHere) =>
    work.alone(() =>
      work.save({
        name: `ledger.${format}`,
        switches: (file) => ['--export-ledger', file, '--format', format],
        stillHere,
        asked: { event: 'ledger_export', actor, subject: 'ledger', outcome: 'asked', reason: format },
      }),
    ),
  ),
})
