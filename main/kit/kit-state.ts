import type { Config } from '../config/schema.ts'
import type { Settings } from '../config/settings.ts'
import { type Chain, follows, type Link, origin } from '../ledger/chain.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import { Problem } from '../problem.ts'
import type { Records } from '../store/records.ts'
import { type FoundKit, installKit, kitFiles, readKit, settingsOf } from './installed-kit.ts'
import type { Kit } from './kit-file.ts'

type Deps = {
  home: string
  config: Pick<Config, 'kit'>
  records: Pick<Records, 'newest' | 'ledgerSlice' | 'checkpoint'>
  chain: Chain
}

/** Whether the installed kit is the one that the ledger tells of, which is no older one that somebody put back. */
export type KitState =
  | { kind: 'fits' }
  /** Applying it was cut short behind the step that counts, and is finished now: the configuration is another one. */
  | { kind: 'finished'; settings: Settings }
  | { kind: 'trouble'; problem: Problem }

export const kitState = async ({ home, config, ...ledger }: Deps): Promise<KitState> => {
  const { publicKey } = config.kit
  const files = kitFiles(home)
  const trouble = (...details: string[]): KitState => ({
    kind: 'trouble',
    problem: new Problem('kit', [files.installed, ...details]),
  })
  if (publicKey === undefined) {
    const found = readKit(files.installed, '')
    return found.kind === 'missing'
      ? { kind: 'fits' }
      : trouble(
          'kit.publicKey is missing in the configuration file of this machine, though a kit is installed: put it back',
        )
  }
  const applied = await lastApplied(ledger)
  const found = readKit(files.installed, publicKey)
  if (applied === 'changed')
    return trouble('somebody has changed what the ledger tells of the installed kit', howToMend)
  if (!applied) {
    return found.kind === 'missing'
      ? { kind: 'fits' }
      : trouble('the ledger of this terminal tells of no kit that was applied here', howToMend)
  }
  if (found.kind === 'kit' && found.kit.hash === applied.hash) return { kind: 'fits' }
  const next = readKit(files.next, publicKey)
  if (next.kind === 'kit' && next.kit.hash === applied.hash) {
    installKit(home, next.kit)
    return { kind: 'finished', settings: settingsOf(next.kit) }
  }
  return trouble(`${describe(found)}; the ledger tells of kit ${applied.serial}`, howToMend)
}

const howToMend = 'Apply the newest kit once more: --apply-kit FILE'

export type Applied = { serial: number; hash: string }

/** The kit that the ledger tells of as the newest one; `changed` where that entry is not what was written. */
export const lastApplied = async ({
  records,
  chain,
}: Pick<Deps, 'records' | 'chain'>): Promise<Applied | 'changed' | undefined> => {
  const [row] = await records.newest(['kit_applied'], 1)
  if (!row) return undefined
  const rows = await records.ledgerSlice(row.seq - 2, 2)
  const entry = rows.find(({ seq }) => seq === row.seq)
  const before: (Link | undefined)[] = [...rows, await records.checkpoint(), origin]
  const previous = before.find((link) => link?.seq === row.seq - 1)
  const [, serial, hash] = /^serial (\d+) sha256 ([0-9a-f]{64})$/.exec(entry?.reason ?? '') ?? []
  if (!entry || !previous || hash === undefined || !follows(chain, previous, entry)) return 'changed'
  return { serial: Number(serial), hash }
}

/** As `lastApplied` reads it. */
export const appliedEntry = (kit: Kit, actor: string): LedgerEntry => ({
  event: 'kit_applied',
  actor,
  subject: 'kit',
  outcome: 'applied',
  reason: `serial ${kit.serial} sha256 ${kit.hash}`,
})

const describe = (found: FoundKit) => {
  switch (found.kind) {
    case 'kit':
      return `it is kit ${found.kit.serial}`
    case 'missing':
      return 'it is missing'
    case 'unusable':
      return found.reason
  }
}
