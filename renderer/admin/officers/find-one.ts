import type { OfficerLine, SessionLine } from '../../../preload/administration.ts'
import type { Station } from '../../../preload/contract.ts'
import type { Failure } from '../../login/states.ts'
import { answerOf } from '../../station.ts'

type Found<Value> = { ok: true; value: Value | undefined } | ({ ok: false } & Failure)

/** A person who is not found among so many pages is not there. */
const mostPages = 40

/** How the officer with this login ID stands on the roster now. */
export const findOfficer = async (station: Station, loginId: string): Promise<Found<OfficerLine>> => {
  // Others may hold this login ID in theirs or in their name: they are looked at too, from just before him on.
  let after = loginId.slice(0, -1)
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await answerOf(station.findOfficers({ text: loginId, after }))
    if (!answer.ok) return answer
    const { officers, more } = answer.value
    const officer = officers.find((each) => each.loginId === loginId)
    const last = officers.at(-1)
    if (officer || !more || !last || last.loginId > loginId) return { ok: true, value: officer }
    after = last.loginId
  }
  return { ok: true, value: undefined }
}

/** His live session, at whatever terminal. */
export const findSession = async (station: Station, loginId: string): Promise<Found<SessionLine>> => {
  let after = ''
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await answerOf(station.liveSessions({ after }))
    if (!answer.ok) return answer
    const { sessions, more } = answer.value
    const session = sessions.find((each) => each.loginId === loginId)
    const last = sessions.at(-1)
    if (session || !more || !last) return { ok: true, value: session }
    after = last.id
  }
  return { ok: true, value: undefined }
}
