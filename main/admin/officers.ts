import type { Handlers } from '../../preload/contract.ts'
import { maskStranger, parseLoginId, parseMobileNumber } from '../login/identity.ts'
import type { MakeRescue } from '../login/rescue.ts'
import { accountOf, type Send } from '../login/send.ts'
import type { Confirm } from '../login/verify.ts'
import type { Roster } from '../roster/roster.ts'
import { parseRosterText } from '../roster/roster-text.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import type { Acting } from './acting.ts'
import { pageOf } from './page.ts'

type Calls = Pick<
  Handlers,
  | 'findOfficers'
  | 'enrolOfficer'
  | 'editOfficer'
  | 'askConfirmation'
  | 'changeMobile'
  | 'setSuspended'
  | 'unlockOfficer'
  | 'makeRescueCode'
>

/** What administrators do with officers, in terms of the rooms. A whole number only ever comes in. */
export const createOfficerCalls = ({
  acting,
  store,
  vault,
  roster,
  send,
  confirm,
  makeRescue,
}: {
  acting: Acting
  store: Store
  vault: Vault
  roster: Roster
  send: Send
  confirm: Confirm
  makeRescue: MakeRescue
}): Calls => ({
  findOfficers: async ({ text, after }) => {
    const page = await pageOf((most) => store.findOfficers({ text: text.trim(), after, most }))
    return { ok: true, value: { officers: await roster.lines(page.rows), more: page.more } }
  },
  enrolOfficer: acting(async (input, actor) => {
    const loginId = parseLoginId(input.loginId)
    if (loginId === undefined) return { ok: false, code: 'invalid_login_id' }
    const number = parseMobileNumber(input.mobileNumber)
    if (number === undefined) return { ok: false, code: 'invalid_mobile' }
    const texts = parseTexts(input)
    if (!texts) return { ok: false, code: 'invalid_text' }
    const written = await roster.enrol({ loginId, number, role: input.role, ...texts }, actor)
    return written === 'written' ? done : { ok: false, code: written }
  }),
  editOfficer: acting(async ({ loginId, version, role, ...input }, actor) => {
    const texts = parseTexts(input)
    if (!texts) return { ok: false, code: 'invalid_text' }
    return answerOf(await roster.edit({ loginId, version, actor }, { role, ...texts }))
  }),
  askConfirmation: acting(async (_input, actor) => {
    const mobileNumber = await roster.ownNumber(actor)
    if (mobileNumber === undefined) return { ok: false, code: 'not_allowed' }
    return send({ loginId: actor, mobileNumber, purpose: 'confirmation' })
  }),
  changeMobile: acting(async ({ loginId, version, mobileNumber, challengeId, otp }, actor) => {
    const number = parseMobileNumber(mobileNumber)
    if (number === undefined) return { ok: false, code: 'invalid_mobile' }
    // Before the code is spent: an administrator should not need a second one for what can be seen now.
    const changeable = await roster.changeable({ loginId, version })
    if (changeable !== 'yes') return { ok: false, code: changeable }
    const confirmed = await confirm({ loginId: actor, challengeId, otp })
    if (confirmed !== 'confirmed') return confirmed.ok ? { ok: false, code: 'otp_expired' } : confirmed
    return answerOf(await roster.changeMobile({ loginId, version, actor }, number))
  }),
  setSuspended: acting(async ({ loginId, version, suspended }, actor) =>
    answerOf(await roster.setSuspended({ loginId, version, actor }, suspended)),
  ),
  unlockOfficer: acting(async (input, actor) => {
    const loginId = parseLoginId(input.loginId)
    if (loginId === undefined) return { ok: true, value: false }
    const { row } = await store.officer(loginId)
    const subject = row ? loginId : maskStranger(loginId)
    const entry = { event: 'unlock', actor, subject, outcome: 'lifted' } as const
    return { ok: true, value: await store.unlock(accountOf(vault, loginId), entry) }
  }),
  makeRescueCode: acting(async ({ loginId }, actor) => {
    const made = await makeRescue({ loginId, actor })
    if (made.kind !== 'made') return { ok: false, code: made.kind }
    return { ok: true, value: { code: made.code, expiresInMs: made.expiresInMs } }
  }),
})

const done = { ok: true, value: null } as const

const answerOf = <Code extends string>(outcome: 'written' | Code) =>
  outcome === 'written' ? done : ({ ok: false, code: outcome } as const)

const parseTexts = (typed: { name: string; rank: string; station: string }) => {
  const [name, rank, station] = [typed.name, typed.rank, typed.station].map(parseRosterText)
  return name === undefined || rank === undefined || station === undefined
    ? undefined
    : { name, rank, station }
}
