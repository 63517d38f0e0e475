import { type Channel, channels } from '../../preload/channels.ts'
import type { Answer, Input, Station } from '../../preload/contract.ts'

export type Answers = { [Name in Channel]: (input: Input<Name>) => Promise<Answer<Name>> | Answer<Name> }

/** A station for administrators' screens: answers what it is told to and remembers what it was asked. */
export const createStation = (answers: Partial<Answers>) => {
  const asked: { call: Channel; input: unknown }[] = []
  const method = (call: Channel) => async (input?: unknown) => {
    asked.push({ call, input })
    const answer = answers[call] as ((input: unknown) => unknown) | undefined
    if (!answer) throw new Error(`nobody said what ${call} answers`)
    return answer(input)
  }
  const calls = Object.fromEntries(channels.map((call) => [call, method(call)]))
  const station = { ...calls, onNotice: () => () => {} } as unknown as Station
  const inputs = (call: Channel) => asked.filter((each) => each.call === call).map(({ input }) => input)
  return { station, inputs }
}

/** A call whose answers are given by hand, in whatever order. */
export const byHand = <Value>() => {
  const waiting: ((value: Value) => void)[] = []
  return {
    call: () => new Promise<Value>((answer) => waiting.push(answer)),
    answer: async (which: number, value: Value) => {
      waiting[which]?.(value)
      // As many steps as stand between an answer and what is shown.
      for (let step = 0; step < 10; step += 1) await Promise.resolve()
    },
  }
}
