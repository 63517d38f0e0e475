import { type Failure, type Problem, type ProblemCode, problem } from '../login/states.ts'

export type FormState<Values> = { values: Values; sending: boolean; problem: Problem | undefined }

export type FormEvent<Values> =
  | { kind: 'typed'; values: Partial<Values> }
  | { kind: 'asked' }
  | { kind: 'done' }
  | { kind: 'failed'; failure: Failure; now: number }

/** Which field a message is about, if it is about one. */
export type Whose<Values> = (code: ProblemCode, values: Values) => keyof Values | undefined

/** A form of several fields that is sent as a whole. Pure: an error never erases what was typed. */
export const formStep =
  <Values>(whose: Whose<Values>) =>
  (state: FormState<Values>, event: FormEvent<Values>): FormState<Values> => {
    switch (event.kind) {
      case 'typed':
        if (state.sending) return state
        return {
          ...state,
          values: { ...state.values, ...event.values },
          problem: afterTyping(whose, state, event.values),
        }
      case 'asked':
        return state.sending ? state : { ...state, sending: true, problem: undefined }
      case 'done':
        return { ...state, sending: false }
      case 'failed':
        return { ...state, sending: false, problem: problem(event.failure, event.now) }
    }
  }

/** A message about one field stays until that field is changed, any other until something is. */
const afterTyping = <Values>(whose: Whose<Values>, state: FormState<Values>, changed: Partial<Values>) => {
  if (!state.problem) return undefined
  const field = whose(state.problem.code, state.values)
  return field !== undefined && !(field in changed) ? state.problem : undefined
}
