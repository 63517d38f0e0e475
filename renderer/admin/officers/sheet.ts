import type { OfficerLine } from '../../../preload/administration.ts'
import type { Role } from '../../../preload/call.ts'
import type { Failure } from '../../login/states.ts'
import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { findOfficer, findSession } from './find-one.ts'
import { type Sheet, type SheetEvent, sheetOf, sheetStep, type Told } from './sheet-state.ts'

export type OfficerSheet = ReturnType<typeof createOfficerSheet>
export type EditedDetails = { name: string; rank: string; station: string; role: Role }
export type Confirmed = { mobileNumber: string; challengeId: string; otp: string }

type Sent = { ok: true } | ({ ok: false } & Failure)

/** What an administrator does with one officer. Whatever was done, the sheet then shows how he stands. */
export const createOfficerSheet = (
  { station, now }: Surroundings,
  { officer, told }: { officer: OfficerLine; told?: Told | undefined },
) => {
  const { state, subscribe, tell } = keepState<Sheet, SheetEvent>({
    first: sheetOf(officer, told),
    reduce: sheetStep,
  })
  const { loginId } = officer
  const seen = () => ({ loginId, version: state().officer.version })

  const readSession = async () => {
    const found = await findSession(station, loginId)
    if (found.ok) tell({ kind: 'session_read', session: found.value, now: now() })
  }

  /** Reads him again; `overtaken` where that is because somebody else was quicker. */
  const read = async (kind: 'officer_read' | 'overtaken' = 'officer_read') => {
    const found = await findOfficer(station, loginId)
    if (!found.ok) tell({ kind: 'failed', failure: found, now: now() })
    else if (!found.value) tell({ kind: 'failed', failure: { code: 'unknown_officer' }, now: now() })
    else tell({ kind, officer: found.value })
  }

  const finish = async (answer: Sent, done: Told): Promise<Sent> => {
    if (answer.ok) {
      await Promise.all([read(), readSession()])
      tell({ kind: 'done', told: done })
    } else if (answer.code === 'stale') await read('overtaken')
    else tell({ kind: 'failed', failure: answer, now: now() })
    return answer
  }

  return {
    state,
    subscribe,
    /** Looks how he stands now, and where he is signed in. */
    look: async () => {
      await Promise.all([read(), readSession()])
    },
    /** A form is opened or left: what was said before is over. */
    turnPage: () => void tell({ kind: 'form_opened' }),
    edit: async (details: EditedDetails) =>
      finish(await answerOf(station.editOfficer({ ...seen(), ...details })), 'saved'),
    changeMobile: async (confirmed: Confirmed) => {
      const answer = await answerOf(station.changeMobile({ ...seen(), ...confirmed }))
      if (answer.ok || answer.code === 'stale') await finish(answer, 'mobile_changed')
      return answer
    },
    setSuspended: async (suspended: boolean) => {
      if (!tell({ kind: 'begun', what: suspended ? 'suspend' : 'resume' })) return
      const answer = await answerOf(station.setSuspended({ ...seen(), suspended }))
      await finish(answer, suspended ? 'suspended' : 'resumed')
    },
    unlock: async () => {
      if (!tell({ kind: 'begun', what: 'unlock' })) return
      const answer = await answerOf(station.unlockOfficer({ loginId }))
      await finish(answer, answer.ok && !answer.value ? 'was_not_locked' : 'unlocked')
    },
    makeRescueCode: async () => {
      if (!tell({ kind: 'begun', what: 'rescue' })) return
      const answer = await answerOf(station.makeRescueCode({ loginId }))
      if (answer.ok) tell({ kind: 'rescue_made', ...answer.value, now: now() })
      else tell({ kind: 'failed', failure: answer, now: now() })
    },
    leaveRescueCode: () => void tell({ kind: 'rescue_left' }),
    endSession: async () => {
      const { session } = state()
      if (!session || session === 'none' || !tell({ kind: 'begun', what: 'end' })) return
      const answer = await answerOf(station.endSession({ id: session.id }))
      await finish(answer, answer.ok && !answer.value ? 'had_no_session' : 'session_ended')
    },
  }
}
