import type { Sessions } from '../session/sessions.ts'

type NotAllowed = { ok: false; code: 'not_allowed' }

/**
 * Gives a call the login ID of the administrator who makes it, as his session says now: between the door and here he may
 * have left.
 */
export type Acting = <Input, Answer>(
  work: (input: Input, actor: string) => Promise<Answer>,
) => (input: Input) => Promise<Answer | NotAllowed>

export const createActing =
  (sessions: Pick<Sessions, 'current'>): Acting =>
  (work) =>
  async (input) => {
    const session = await sessions.current()
    if (session?.officer.role !== 'administrator') return { ok: false, code: 'not_allowed' }
    return work(input, session.officer.loginId)
  }
