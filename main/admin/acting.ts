import type { Sessions } from '../session/sessions.ts'

type NotAllowed = { ok: false; code: 'not_allowed' }

/** Whether it is still the session that made the call: while somebody is asked for a file, it may end, and another one begin. */
export type StillHere = () => Promise<boolean>

/**
 * Gives a call the login ID of the administrator who makes it, as his session says now: between the door and here he may
 * have left.
 */
export type Acting = <Input, Answer>(
  work: (input: Input, actor: string, stillHere: StillHere) => Promise<Answer>,
) => (input: Input) => Promise<Answer | NotAllowed>

export const createActing =
  (sessions: Pick<Sessions, 'current' | 'token'>): Acting =>
  (work) =>
  async (input) => {
    const session = await sessions.current()
    if (session?.officer.role !== 'administrator') return notAllowed
    const token = sessions.token()
    const stillHere = async () => (await sessions.current()) !== undefined && sessions.token() === token
    return work(input, session.officer.loginId, stillHere)
  }

export const notAllowed: NotAllowed = { ok: false, code: 'not_allowed' }
