import type { LedgerEntry } from '../ledger/entry.ts'
import { flag } from '../ledger/entry.ts'
import type { Roster } from '../roster/roster.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { makeCode, rescueText } from './code.ts'
import type { Policy } from './policy.ts'

/** `code` is shown once to whoever made it; `expiresInMs` from now. */
export type MadeRescue =
  | { kind: 'made'; code: string; expiresInMs: number }
  | { kind: 'unknown_officer' | 'suspended' }

/**
 * Makes the code with which an officer signs in while no SMS reaches him. The next code that he asks for at any terminal
 * of the station is this one; tries and locks are those of every code, and limits but for the daily cap of messages. A newer one takes
 * its place.
 */
export const createMakeRescue =
  ({
    store,
    vault,
    roster,
    policy,
  }: {
    store: Store
    vault: Vault
    roster: Pick<Roster, 'standing'>
    policy: Policy['rescue']
  }) =>
  async ({ loginId, actor }: { loginId: string; actor: string }): Promise<MadeRescue> => {
    const standing = await roster.standing(loginId)
    if (standing !== 'active') return { kind: standing }
    const code = makeCode()
    const { lifeMs } = policy
    const entry: LedgerEntry = {
      event: 'rescue_code',
      actor,
      subject: loginId,
      outcome: 'made',
      reason: `${Math.ceil(lifeMs / 60_000)}_minutes`,
    }
    const digest = vault.mac('rescue', rescueText(loginId, code))
    await store.putRescue({ loginId, digest, lifeMs }, [entry, flag('rescue_code', loginId, madeBy(actor))])
    return { kind: 'made', code, expiresInMs: lifeMs }
  }

/** What the flag says of who made a code. */
export const madeBy = (actor: string) => `by ${actor}`

export type MakeRescue = ReturnType<typeof createMakeRescue>
