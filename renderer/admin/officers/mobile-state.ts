import type { VerifyCode } from '../../../preload/call.ts'
import type { Answer, Delivery } from '../../../preload/contract.ts'
import { mayVerify, onCode } from '../../login/code-state.ts'
import { type CodeEntry, codeEntry, type Event, type Problem, problem } from '../../login/states.ts'

/** A new mobile number, and the code that shows that the administrator himself is there. */
export type MobileChange = {
  number: string
  /** The first code is being asked for. */
  asking: boolean
  code: CodeEntry | undefined
  /** Of the number, or of the change as a whole; what is wrong with the code stands with the code. */
  problem: Problem | undefined
}

type Timed = { now: number }
export type MobileEvent =
  | { kind: 'number_typed'; number: string }
  | { kind: 'code_typed'; text: string }
  | { kind: 'code_pasted'; text: string }
  | ({ kind: 'code_asked' } & Timed)
  | ({ kind: 'code_answered'; answer: Answer<'askConfirmation'> } & Timed)
  | ({ kind: 'delivery_answered'; challengeId: string; delivery: Delivery } & Timed)
  | ({ kind: 'change_asked' } & Timed)
  | ({ kind: 'change_answered'; answer: Answer<'changeMobile'> } & Timed)

export const noChange: MobileChange = { number: '', asking: false, code: undefined, problem: undefined }

export const mobileStep = (state: MobileChange, event: MobileEvent): MobileChange => {
  switch (event.kind) {
    case 'number_typed':
      if (state.code?.pending?.call === 'verify') return state
      return { ...state, number: event.number, problem: undefined }
    case 'code_typed':
    case 'code_pasted':
    case 'delivery_answered':
      return onEntry(state, event)
    case 'code_asked':
      return codeAsked(state, event.now)
    case 'code_answered':
      return codeAnswered(state, event)
    case 'change_asked':
      return changeAsked(state, event.now)
    case 'change_answered':
      return changeAnswered(state, event)
  }
}

/** The code behaves as it does at sign-in. */
const onEntry = (state: MobileChange, event: Event): MobileChange => {
  if (!state.code) return state
  const code = onCode(state.code, event)
  return code.at === 'code' && code !== state.code ? { ...state, code } : state
}

const codeAsked = (state: MobileChange, now: number): MobileChange => {
  if (state.code) return onEntry(state, { kind: 'send_asked', now })
  if (state.asking) return state
  // A code lives two minutes only: the number is looked at before one is sent.
  if (!couldBeNumber(state.number)) return { ...state, problem: { code: 'invalid_mobile' } }
  return { ...state, asking: true, problem: undefined }
}

const codeAnswered = (
  state: MobileChange,
  { answer, now }: Extract<MobileEvent, { kind: 'code_answered' }>,
) => {
  if (state.code) return onEntry(state, { kind: 'send_answered', answer, now })
  if (!state.asking) return state
  return answer.ok
    ? { ...state, asking: false, code: codeEntry(nobodyElse, answer.value, now) }
    : { ...state, asking: false, problem: problem(answer, now) }
}

const changeAsked = (state: MobileChange, now: number): MobileChange => {
  if (!state.code || !mayVerify(state.code, now)) return state
  if (!couldBeNumber(state.number)) return { ...state, problem: { code: 'invalid_mobile' } }
  return { ...onEntry(state, { kind: 'verify_asked', now }), problem: undefined }
}

const changeAnswered = (
  state: MobileChange,
  { answer, now }: Extract<MobileEvent, { kind: 'change_answered' }>,
): MobileChange => {
  if (!state.code || answer.ok) return state
  const { code } = answer
  if (isOfCode(code)) return onEntry(state, { kind: 'verify_answered', answer: { ...answer, code }, now })
  return { ...state, code: { ...state.code, pending: undefined }, problem: problem(answer, now) }
}

/** The code goes to the administrator's own number: he types neither it nor his login ID. */
const nobodyElse = { loginId: '', mobileNumber: '' }

const couldBeNumber = (text: string) => (text.match(/\p{Nd}/gu) ?? []).length >= 10

const codesOfCode: readonly string[] = [
  'invalid_otp_format',
  'wrong_otp',
  'locked',
  'otp_expired',
  'otp_superseded',
  'too_many_attempts',
] satisfies VerifyCode[]

const isOfCode = (code: string): code is VerifyCode => codesOfCode.includes(code)
