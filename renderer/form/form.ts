import type { Failure } from '../login/states.ts'
import { keepState } from '../state/kept-state.ts'
import { type FormEvent, type FormState, formStep, type Whose } from './form-state.ts'

export type Sent = { ok: true } | ({ ok: false } & Failure)

/** Turns what is typed into one call. `submit` answers whether it was accepted; a second press meanwhile does nothing. */
export const createForm = <Values extends object>({
  values,
  whose,
  send,
  now,
}: {
  values: Values
  whose: Whose<Values>
  send: (values: Values) => Promise<Sent>
  now: () => number
}) => {
  const { state, subscribe, tell } = keepState<FormState<Values>, FormEvent<Values>>({
    first: { values, sending: false, problem: undefined },
    reduce: formStep(whose),
  })
  return {
    state,
    subscribe,
    type: (changed: Partial<Values>) => void tell({ kind: 'typed', values: changed }),
    submit: async (): Promise<boolean> => {
      if (!tell({ kind: 'asked' })) return false
      const answer = await send(state().values)
      tell(answer.ok ? { kind: 'done' } : { kind: 'failed', failure: answer, now: now() })
      return answer.ok
    },
  }
}
