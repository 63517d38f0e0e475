import { sameBytes } from '../same-bytes.ts'
import type { Vault } from '../vault/vault.ts'
import type { LedgerEntry } from './entry.ts'

/** An entry as it lies in the ledger. `at` is UTC in milliseconds, `steadyAt` uptime that goes on over restarts. */
export type LedgerRow = LedgerEntry & { seq: number; at: number; steadyAt: number; terminal: string }

/** The place of an entry in the chain: its number and its MAC. */
export type Link = { seq: number; mac: Buffer }

/** An entry with what ties it to the one before. */
export type ChainedRow = LedgerRow & Link

/** The last entry that was removed because of its age, with the signature of the terminal that removed it. */
export type Checkpoint = Link & { signature: Buffer }

/** Before the first entry. */
export const origin: Link = { seq: 0, mac: Buffer.alloc(0) }

/** The MAC that ties an entry to all entries before it; `previous` is the MAC of the one before, empty for the first. */
export type Chain = (previous: Buffer, row: LedgerRow) => Buffer

/** HMAC-SHA-256 over the previous MAC and every field, as JSON, so that no two entries read the same. */
export const createChain =
  (vault: Pick<Vault, 'mac'>): Chain =>
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

/** Whether this is the entry that was written behind the previous one. */
export const follows = (chain: Chain, previous: Link, row: ChainedRow): boolean =>
  row.seq === previous.seq + 1 && sameBytes(chain(previous.mac, row), row.mac)
