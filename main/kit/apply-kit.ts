import { checkConfig } from '../check-station.ts'
import type { Station } from '../compose.ts'
import { secretsIn } from '../config/secrets.ts'
import { parseSettings } from '../config/settings.ts'
import { Problem } from '../problem.ts'
import { type ImportPlan, planImport, putPlan } from '../roster/import-roster.ts'
import { settingChanges } from './changes.ts'
import { installKit, machineSettingsIn, settingsOf, stageKit } from './installed-kit.ts'
import { type Kit, openKit } from './kit-file.ts'
import { appliedEntry, lastApplied } from './kit-state.ts'

type Wanted = { bytes: Buffer; station: Station; development: boolean }

type Refusal = { kind: 'refused'; reasons: string[] }
type Same = { kind: 'same'; kit: Kit }
type Ready = {
  kind: 'ready'
  kit: Kit
  /** A line for each setting that will be another one. */
  changes: string[]
  roster?: Extract<ImportPlan, { kind: 'ready' }>
  /** What will still be lacking, though the kit is good. */
  toSeal: string[]
}

/** What a kit would change, or every reason why it is not taken. Writes nothing. */
export const planKit = async ({ bytes, station, development }: Wanted): Promise<Refusal | Same | Ready> => {
  const { publicKey } = station.config.kit
  if (publicKey === undefined) {
    return refused(
      'this terminal takes no kits: its configuration file must name the key that they are signed with (kit.publicKey, as --export-kit-key writes it)',
    )
  }
  const opened = openKit({ bytes, publicKey })
  if (opened.kind === 'refused') return refused(opened.reason)
  const { kit } = opened
  const applied = await lastApplied(station)
  // What cannot be known to be older is not taken for older.
  if (applied && applied !== 'changed') {
    if (kit.hash === applied.hash) return { kind: 'same', kit }
    if (kit.serial <= applied.serial) {
      return refused(`it is kit ${kit.serial}, not newer than kit ${applied.serial}, which is installed`)
    }
  }
  return judge({ kit, station, development })
}

/** All of a kit, or nothing of it. `source`: who or what brings it, for the ledger. */
export const applyKit = async (
  plan: Ready,
  { station: { home, store }, source }: { station: Station; source: string },
): Promise<{ kind: 'applied' } | Refusal> => {
  const { kit, roster } = plan
  const entry = appliedEntry(kit, source)
  stageKit(home, kit)
  // The one step that counts. Cut short before it, the kit that was installed still is; behind it, the next start goes on.
  if (roster) {
    const { kind } = await putPlan({ plan: roster, source, store, also: [entry] })
    if (kind === 'last_administrator') return refused('nobody would be left who may administer')
    if (kind !== 'imported') return refused('the roster was changed by somebody else meanwhile')
  } else await store.note(entry)
  installKit(home, kit)
  return { kind: 'applied' }
}

const judge = async ({
  kit,
  station,
  development,
}: Omit<Wanted, 'bytes'> & { kit: Kit }): Promise<Refusal | Ready> => {
  const { config: before, withKit, store, roster: rules } = station
  try {
    const whole = parseSettings('the configuration of the kit', kit.configuration)
    const { config } = withKit(settingsOf(kit))
    const { lacks } = checkConfig({ config, secretOf: station.keys.secret, development })
    const moves = kit.roster !== undefined && JSON.stringify(config.store) !== JSON.stringify(before.store)
    const roster =
      kit.roster === undefined || moves
        ? undefined
        : await planImport({ text: kit.roster, store, roster: rules, progress: () => undefined })
    const reasons = [
      ...machineSettingsIn(whole).map(
        (name) => `${name}: belongs into the file of each machine, not into a kit`,
      ),
      ...secretsIn(whole).map((path) => `${path}: a secret does not belong in a kit`),
      ...lacks.filter(({ secret }) => !secret).map(({ text }) => text),
      ...(moves
        ? ['it has a roster and also changes where the roster lies (store): make two kits of it']
        : []),
      ...(roster?.kind === 'refused'
        ? roster.mistakes.map(({ line, reason }) => `roster, line ${line}: ${reason}`)
        : []),
    ]
    if (reasons.length > 0 || roster?.kind === 'refused') return refused(...reasons)
    const changes = settingChanges(before, config)
    const toSeal = lacks.map(({ text }) => text)
    return { kind: 'ready', kit, changes, ...(roster && { roster }), toSeal }
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause
    return refused(...cause.details)
  }
}

const refused = (...reasons: string[]): Refusal => ({ kind: 'refused', reasons })
