import { randomInt } from 'node:crypto'
import type { Answer, Input } from '../../preload/contract.ts'
import type { Changes } from '../roster/changes.ts'
import { parseRosterText } from '../roster/roster-text.ts'
import type { SetUpOutcome, Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { asciiDigits } from './digits.ts'
import { parseLoginId, parseMobileNumber } from './identity.ts'
import type { Policy } from './policy.ts'

type SetUpDeps = { store: Store; vault: Vault; policy: Policy['setUp'] }

/** Makes the code that lets the first administrator enrol himself at this terminal; nothing where somebody is enrolled. */
export const makeSetUpCode = async ({ store, vault, policy }: SetUpDeps): Promise<string | undefined> => {
  if (await store.hasOfficers()) return undefined
  const code = String(randomInt(0, 100_000_000)).padStart(codeDigits, '0')
  const { lifeMs } = policy
  const reason = `${Math.ceil(lifeMs / 60_000)}_minutes`
  await store.putSetUpCode(
    { digest: vault.mac('set-up', code), lifeMs },
    { event: 'set_up_code', actor: 'machine', subject: 'roster', outcome: 'made', reason },
  )
  return code
}

/** The first-run screen: everything is read before the code is tried, and the code is used up before anybody is enrolled. */
export const createSetUp =
  ({ roster, ...deps }: SetUpDeps & { roster: Pick<Changes, 'enrol'> }) =>
  async (input: Input<'setUp'>): Promise<Answer<'setUp'>> => {
    const loginId = parseLoginId(input.loginId)
    if (loginId === undefined) return { ok: false, code: 'invalid_login_id' }
    const number = parseMobileNumber(input.mobileNumber)
    if (number === undefined) return { ok: false, code: 'invalid_mobile' }
    const [name, rank, station] = [input.name, input.rank, input.station].map(parseRosterText)
    if (name === undefined || rank === undefined || station === undefined) {
      return { ok: false, code: 'invalid_text' }
    }
    if (await deps.store.hasOfficers()) return { ok: false, code: 'set_up_over' }
    const outcome = await tryCode(deps, input.code, loginId)
    if (outcome.kind !== 'right') {
      const triesLeft = outcome.kind === 'wrong' ? outcome.triesLeft : 0
      return { ok: false, code: 'wrong_set_up_code', triesLeft }
    }
    // Somebody may have imported a roster meanwhile.
    if (await deps.store.hasOfficers()) return { ok: false, code: 'set_up_over' }
    const officer = { loginId, name, rank, station, role: 'administrator', number } as const
    const written = await roster.enrol(officer, setUpActor)
    return written === 'written' ? { ok: true, value: null } : { ok: false, code: 'set_up_over' }
  }

/** Whoever holds the code of the machine's command line acts for the machine. */
const setUpActor = 'machine'
const codeDigits = 8

const tryCode = ({ store, vault, policy }: SetUpDeps, typed: string, loginId: string) => {
  const code = asciiDigits(typed.normalize('NFKC')).replaceAll(/[\s-]/gu, '')
  const record = (outcome: SetUpOutcome) =>
    ({
      event: 'set_up_code',
      actor: 'machine',
      subject: outcome.kind === 'right' ? loginId : 'roster',
      outcome: outcome.kind,
    }) as const
  return store.trySetUpCode(vault.mac('set-up', code), policy.tries, record)
}
