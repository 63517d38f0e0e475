import { type Failure, type Problem, problem } from '../login/states.ts'
import { keepState } from './kept-state.ts'

/** One thing that is done when it is asked for. `value` is what came of the newest time it went well. */
export type Errand<Value> = { doing: boolean; value: Value | undefined; problem: Problem | undefined }

export type ErrandEvent<Value> =
  | { kind: 'asked' }
  | { kind: 'done'; value: Value }
  | { kind: 'failed'; failure: Failure; now: number }

export const errandStep = <Value>(state: Errand<Value>, event: ErrandEvent<Value>): Errand<Value> => {
  switch (event.kind) {
    case 'asked':
      return state.doing ? state : { doing: true, value: undefined, problem: undefined }
    case 'done':
      return { doing: false, value: event.value, problem: undefined }
    case 'failed':
      return { doing: false, value: undefined, problem: problem(event.failure, event.now) }
  }
}

/** `run` answers whether it went well; while it runs, it is not begun again. */
export const createErrand = <Input, Value>({
  call,
  now,
}: {
  call: (input: Input) => Promise<{ ok: true; value: Value } | ({ ok: false } & Failure)>
  now: () => number
}) => {
  const { state, subscribe, tell } = keepState<Errand<Value>, ErrandEvent<Value>>({
    first: { doing: false, value: undefined, problem: undefined },
    reduce: errandStep,
  })
  return {
    state,
    subscribe,
    run: async (input: Input): Promise<boolean> => {
      if (!tell({ kind: 'asked' })) return false
      const answer = await call(input)
      tell(
        answer.ok ? { kind: 'done', value: answer.value } : { kind: 'failed', failure: answer, now: now() },
      )
      return answer.ok
    },
  }
}
