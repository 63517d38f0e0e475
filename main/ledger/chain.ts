import type { Vault } from '../vault/vault.ts'
import type { LedgerEntry } from './entry.ts'

/** An entry as it lies in the ledger. `at` is UTC in milliseconds, `steadyAt` uptime that goes on over restarts. */
export type LedgerRow = LedgerEntry & { seq: number; at: number; steadyAt: number; terminal: string }

/** The MAC that ties an entry to all entries before it; `previous` is the MAC of the one before, empty for the first. */
export type Chain = (previous: Buffer, row: LedgerRow) => Buffer

/** HMAC-SHA-256 over the previous MAC and every field, as JSON, so that no two entries read the same. */
export const createChain =
  (vault: Vault): Chain =>
  (previous, row) =>
    vault.mac(
      'ledger',
      JSON.stringify([
        previous.toString('base64'),
        row.seq,
        row.at,
        row.steadyAt,
        row.terminal,
        row.actor,
        row.event,
        row.subject,
        row.outcome,
        row.reason ?? null,
      ]),
    )
