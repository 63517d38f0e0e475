import { z } from 'zod'
import type { Handlers } from '../../preload/contract.ts'
import type { Store } from '../store/store.ts'
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
  store,
  work,
}: {
  acting: Acting
  store: Pick<Store, 'note'>
  work: LongWork
}): Pick<Handlers, 'checkLedger' | 'exportLedger'> => ({
  checkLedger: acting(() =>
    work.alone(async () => {
      const { said } = await work.run(['--verify-ledger'])
      return { ok: true, value: checkSchema.parse(JSON.parse(said)) }
    }),
  ),
  exportLedger: acting(({ format }, actor) =>
    work.alone(async () => {
      // The task does not know who asked for it.
      const asked = { actor, subject: 'ledger', outcome: 'asked', reason: format }
      await store.note({ event: 'ledger_export', ...asked })
      const switches = (file: string) => ['--export-ledger', file, '--format', format]
      return work.save({ name: `ledger.${format}`, switches })
    }),
  ),
})
